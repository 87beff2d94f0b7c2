"""What was collected without having been closed: both ends of one connection, or a whole and its parts, are one leak.

Each is told while it dies, the first of them without knowing of the other. The better end keeps the leak, and has the
other among its parts. What the garbage collector comes to before what is around it is told with that.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from pytest_wshygiene.grouping.far_ends import OTHER_SIDE
from pytest_wshygiene.grouping.joining import Group, local_and_remote
from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.birth import has_first_party

#: Ends of connections that are remembered: the other one mostly dies in the same collection, or with the same test.
_MOST = 256

Ends = tuple[str, str]


class DroppedEnds:
    """Which ends of connections were dropped, and in whose account that is noted."""

    def __init__(self) -> None:
        self._seen: OrderedDict[Ends, tuple[Record, Leak]] = OrderedDict()
        self._last: deque[tuple[Record, Leak]] = deque(maxlen=_MOST)

    def note(self, record: Record, leak: Leak, ends: Ends, parts: Sequence[Record] = ()) -> None:
        """Write a leak into the account of its owner, or add it to that of the other end."""
        for part, known in self._last if parts else ():
            if any(part is each for each in parts):
                _replace(part.account, known, None)
        self._last.append((record, leak))
        other = self._seen.pop(ends[::-1], None)
        if other is None:
            record.account.notes.append(leak)
            if all(ends):
                self._seen[ends] = (record, leak)
                if len(self._seen) > _MOST:
                    self._seen.popitem(last=False)
            return
        first, known = other
        kept, lost = sorted(((first, known), (record, leak)), key=lambda each: _merit(each[0]))
        is_told = not _replace(first.account, known, None)
        if not is_told:
            kept[0].account.notes.append(_with(kept[1], lost[1], ends if lost[1] is leak else ends[::-1]))

    def join(self, groups: Sequence[Group], leaks: Sequence[Leak]) -> list[Leak]:
        """The leaks of what is open, one for each group: what has lost its other end is one leak with that."""
        return [joined for made, leak in zip(groups, leaks, strict=True) for joined in self._joined(made, leak)]

    def _joined(self, made: Group, leak: Leak) -> list[Leak]:
        record = made.whole.record
        ends = local_and_remote(made.whole) if self._seen and record.kind in ("connection", "socket") else ("", "")
        other = self._seen.pop(ends[::-1], None) if all(ends) else None
        if other is None:
            return [leak]
        first, known = other
        if _merit(first) < _merit(record) and _replace(first.account, known, lambda: _with(known, leak, ends)):
            return []
        _replace(first.account, known, None)
        return [_with(leak, known, ends[::-1])]


def _merit(record: Record) -> tuple[bool, bool]:
    """A connection says more than a socket, and one that a line of the user's has made more than one that came in."""
    return record.kind != "connection", not has_first_party(record.sites)


def _replace(account: Account, known: Leak, make: Callable[[], Leak] | None) -> bool:
    """Put another leak, or none, in the place of one that is noted; False where it has been told already."""
    try:
        at = account.notes.index(known)
    except ValueError:
        return False
    account.notes[at : at + 1] = [make()] if make is not None else []
    return True


def _with(leak: Leak, other: Leak, ends: Ends) -> Leak:
    state = "collected but never closed" if "collected" in other.summary else "still open"
    part = f"{OTHER_SIDE}{other.kind} {ends[0]} -> {ends[1]}, of {other.owner}, {state}"
    return replace(leak, parts=(part, *leak.parts))
