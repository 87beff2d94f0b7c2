"""What a test has left with a wider owner when it was run again: it would not be there if nobody had asked."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.birth import Site, decode
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.panel import Suspect


def without_repeats(suspects: Iterable[Suspect], noted: Iterable[Leak] = (), root: str = "") -> list[Suspect]:
    """The same without what a rerun has made where the first run has left its like: one of each kind, by one line.

    What has no such like is told, as the timer is that a heartbeat has armed anew meanwhile. What the first run has
    left and has been collected since is ``noted``, with paths below ``root``.
    """
    found = list(suspects)
    first = {_shape(each.record) for each in found if not each.record.is_repeat}
    gone = {(leak.kind, line) for leak in noted for line in leak.birth[:1]}

    def is_again(record: Record) -> bool:
        kind, site = shape = _shape(record)
        return shape in first or (bool(gone) and site is not None and (kind, decode(site, root)) in gone)

    return [each for each in found if not (each.record.is_repeat and is_again(each.record))]


def _shape(record: Record) -> tuple[str, Site | None]:
    """The kind and the line of the user's that has made it."""
    users = (site for site in record.birth if is_first_party(site[0].co_filename))
    return record.kind, next(users, record.birth[0] if record.birth else None)
