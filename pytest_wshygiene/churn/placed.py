"""Open resources by where they were opened: those that stay are told from others of their kind that come and go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pytest_wshygiene.churn.series import Counts, Pace

if TYPE_CHECKING:
    from pytest_wshygiene.ownership.accounts import Record

#: What the name of each kind begins with, and of each place where some of a kind were opened.
OPEN, PLACED = "open ", "opened "
#: For a kind that grows, the places that account for all of it.
Places = dict[str, frozenset[str]]


def kind_of(record: Record) -> str:
    """What a resource is counted under."""
    return f"{OPEN}{record.kind}"


def place_of(record: Record) -> str:
    """What it is counted under besides: all that were opened by the same calls; "" where those are not known.

    Code objects by their identity, because the hash of one is made of all its instructions, every time.
    """
    calls = tuple((id(code), offset) for code, offset in record.birth)
    return f"{PLACED}{record.kind} {hash(calls):x}" if calls else ""


def with_places(paces: Mapping[str, Pace], first: Counts, last: Counts) -> tuple[dict[str, Pace], Places]:
    """The paces of whole kinds, and which places account for them.

    What comes and goes may hide that a kind grows; where it does, in all, it grows as some of its places do. It does
    not where each that comes at one place takes the room of one from another.
    """
    kinds = {name: pace for name, pace in paces.items() if not name.startswith(PLACED)}
    found: Places = {}
    for kind, places in _of_kinds(paces).items():
        told = _sum([paces[place] for place in places])
        if kind not in kinds and last.get(kind, 0) > first.get(kind, 0):
            kinds[kind] = told
        if kind in kinds and kinds[kind].per_cycle == told.per_cycle:
            found[kind] = frozenset(places)
    return kinds, found


def _of_kinds(paces: Mapping[str, Pace]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in paces:
        if name.startswith(PLACED):
            kind = name.removeprefix(PLACED).rpartition(" ")[0]
            found.setdefault(f"{OPEN}{kind}", []).append(name)
    return found


def _sum(paces: list[Pace]) -> Pace:
    return Pace(
        first=sum(pace.first for pace in paces),
        last=sum(pace.last for pace in paces),
        cycles=paces[0].cycles,
        least=sum(pace.least for pace in paces),
        most=sum(pace.most for pace in paces),
        is_late=any(pace.is_late for pace in paces),
    )
