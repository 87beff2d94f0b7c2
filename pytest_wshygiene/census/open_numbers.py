"""Which descriptors are open in this process, asked in the cheapest way that is sure."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import count

from pytest_wshygiene.real import REAL

FOLDER = "/proc/self/fd"
#: Numbers that are not open, among which an open one is still looked for: beyond, a listing is cheaper.
_MOST_GAPS = 30


class OpenNumbers:
    """What is open now; what was open at the last look is asked about first.

    A listing of the folder takes the kernel ten times as long as asking about the dozen numbers that most processes
    have open, once it is known how many there are.
    """

    def __init__(self) -> None:
        self._last: dict[int, object] = {}

    def look(self) -> Mapping[int, object] | None:
        """The open numbers; None where nobody can tell."""
        there = how_many()
        found = (self._probed(there) if there else None) or _listing()
        if found is not None:
            self._last = found
        return found

    def _probed(self, there: int) -> dict[int, object] | None:
        """So many numbers, if they are those that were open before and the lowest of the others."""
        found = dict.fromkeys(filter(_is_open, self._last))
        gaps = 0
        for number in count():
            if len(found) >= there:
                return found if len(found) == there else None
            if number in found:
                continue
            if number not in self._last and _is_open(number):
                found[number] = None
            elif (gaps := gaps + 1) > _MOST_GAPS:
                return None
        return None


def how_many() -> int:
    """How many descriptors are open, as the size of their folder says since Linux 6.2; 0 where it does not."""
    try:
        return int(REAL.stat(FOLDER).st_size)
    except OSError:
        return 0


def target_of(number: int) -> str:
    """What a descriptor leads to, such as ``/tmp/log.txt`` or ``pipe:[123]``; "" once it is closed."""
    try:
        return str(REAL.readlink(f"{FOLDER}/{number}"))
    except OSError:
        return ""


def _is_open(number: int) -> bool:
    try:
        REAL.get_inheritable(number)
    except OSError:
        return False
    return True


def _listing() -> dict[int, object] | None:
    """The same from the folder; None where it is not there, or no descriptor is free to look into it."""
    try:
        numbers: dict[int, object] = dict.fromkeys(map(int, REAL.listdir(FOLDER)))
        lowest_free = REAL.open(os.devnull, os.O_RDONLY)  # the number that the listing itself was open under
    except OSError:
        return None
    REAL.close(lowest_free)
    numbers.pop(lowest_free, None)
    return numbers
