"""What is opened in every cycle and stays open: a connection that is forgotten is one thing that grows, not five."""

from __future__ import annotations

from asyncio import Task
from collections import deque
from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from pytest_wshygiene.churn.placed import OPEN, Places, kind_of, place_of
from pytest_wshygiene.churn.series import Pace
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import is_first_party

if TYPE_CHECKING:
    from pytest_wshygiene.grouping.joining import Group
    from pytest_wshygiene.judging.inspector import Inspector
    from pytest_wshygiene.probes.panel import Suspect

#: Cycles of which everything is put together: more of them would say the same, and take their time.
CYCLES = 7
_LISTED: tuple[type, ...] = (list, set, deque)


class Opened:
    """What is open now; the latest of it, of kinds that grow in ``paces``, put together as leaks would be.

    Where ``places`` account for all that a kind grows by, only what was opened there is looked at.
    """

    def __init__(self, inspector: Inspector | None, paces: dict[str, Pace], places: Places | None = None) -> None:
        grows = inspector is not None and any(name.startswith(OPEN) for name in paces)
        suspects = inspector.open_now() if inspector is not None and grows else []
        latest = _latest(suspects, paces, places or {})
        self._groups = inspector.grouped(latest) if inspector is not None and latest else []
        self._marks = {id(suspect.resource) for suspect in suspects}
        tasks = (suspect.resource for suspect in suspects if Task in type(suspect.resource).__mro__)
        waits = (getattr(task, "_fut_waiter", None) for task in tasks)
        self._marks |= {id(waited) for waited in waits if waited is not None}
        growing = [suspect for suspect in suspects if kind_of(suspect.record) in paces]
        notes = [suspect.record.note() for suspect in growing if callable(suspect.record.note)]
        #: What is open of these kinds, and the transports of sockets: what is held by it is told with it.
        self.things: list[Any] = [*(suspect.resource for suspect in growing), *notes]

    def is_part(self, name: str, pace: Pace) -> bool:
        """True for a kind of which not every cycle leaves one that is a leak of its own, or joins others of its kind.

        The tasks that one object of a library has started for the program are one leak, however many they are.
        """
        wholes = self._wholes(name)
        left = len(wholes) + sum(kind_of(part.record) == name for made in wholes for part in made.parts)
        return left < min(CYCLES, _number(pace))

    def newest(self, name: str) -> Any:
        """The last that was opened of a kind, if possible one that would be a leak of its own."""
        wholes = self._wholes(name)
        parts = [each.resource for made in self._groups for each in made.parts if kind_of(each.record) == name]
        return wholes[-1].whole.resource if wholes else parts[-1] if parts else None

    def lists(self, container: Any, sites: Sequence[Site]) -> bool:
        """True for a container in which a library, which adds at ``sites``, lists what is open, or what that waits for.

        Such as the waiters of an event: they are as many as the tasks that wait for it.
        """
        if not sites or is_first_party(sites[0][0].co_filename) or not self._marks:
            return False
        cls = type(container)
        members = list(container.values()) if cls is dict else list(container) if cls in _LISTED else []
        return bool(members) and all(id(member) in self._marks for member in members)

    def _wholes(self, name: str) -> list[Group]:
        return [made for made in self._groups if kind_of(made.whole.record) == name]


def _latest(suspects: list[Suspect], paces: dict[str, Pace], places: Places) -> list[Suspect]:
    """Of each kind that grows, what the last cycles have left; in the order in which it was opened."""
    left = {name: _number(pace) for name, pace in paces.items()}
    found = []
    for suspect in reversed(suspects):
        name = kind_of(suspect.record)
        if left.get(name, 0) > 0 and (name not in places or place_of(suspect.record) in places[name]):
            left[name] -= 1
            found.append(suspect)
    return found[::-1]


def _number(pace: Pace) -> int:
    """How many of a kind so many cycles leave."""
    return min(pace.last - pace.first, ceil(CYCLES * pace.per_cycle))
