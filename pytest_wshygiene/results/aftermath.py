"""What has been told as a leak and ran in another test's time: one leak, which says so, and no second one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pytest_wshygiene.model import CROSSING, Leak

_RAN = " ran while "


def with_aftermath(told: list[Leak], found: Iterable[Leak]) -> list[str]:
    """Add ``found`` to the leaks that have been ``told``; what those did later becomes part of them.

    Returns the latter in words. What fails a test of its own, because ``interference`` was asked for, stays by itself.
    """
    words = []
    for leak in found:
        at = _cause(leak, told)
        if at is None:
            told.append(leak)
            continue
        ran = f"ran while {leak.summary.rpartition(_RAN)[2].removesuffix('.')}"
        told[at] = replace(told[at], state=f"{told[at].state}; {ran}")
        words.append(leak.summary)
    return words


def _cause(leak: Leak, told: list[Leak]) -> int | None:
    if leak.code != CROSSING or leak.verdict == "fail" or _RAN not in leak.summary:
        return None
    wanted = _thing(leak)
    places = (at for at, known in enumerate(told) if known.code != CROSSING and _thing(known) == wanted)
    return next(places, None)


def _thing(leak: Leak) -> tuple[object, ...]:
    return (leak.kind, leak.subject, str(leak.owner), leak.birth[:1])
