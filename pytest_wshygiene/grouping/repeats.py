"""What a test has left with a wider owner when it was run again: it would not be there if nobody had asked."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.panel import Suspect


def without_repeats(suspects: Iterable[Suspect]) -> list[Suspect]:
    """The same without what a rerun has made where the first run has left its like: one of each kind, by one line.

    What has no such like is told, as the timer is that a heartbeat has armed anew meanwhile.
    """
    found = list(suspects)
    first = {_shape(each.record) for each in found if not each.record.is_repeat}
    return [each for each in found if not each.record.is_repeat or _shape(each.record) not in first]


def _shape(record: Record) -> tuple[str, Site | None]:
    """The kind and the line of the user's that has made it."""
    users = (site for site in record.birth if is_first_party(site[0].co_filename))
    return record.kind, next(users, record.birth[0] if record.birth else None)
