"""Timers of an event loop that ends together with the object which arms them."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.project import Acquisition, Project, Unit
from wshygiene_checks.rules.tasks.teardown import teardown_reach

_STOPS = ("stop", "close")


def ends_with_its_loop(project: Project, acquisition: Acquisition) -> bool:
    """Whether what ends the object stops the loop that has the timer: no timer of it fires after that.

    The loop may be that of another object, which this one ends, and which stops its loop in turn.
    """
    family, loop = project.family(acquisition.unit), acquisition.call.receiver
    if family is None or not loop or loop == "self":
        return False
    reach = teardown_reach(project, family)
    if _stops(reach, loop):
        return True
    holder, _, name = loop.rpartition(".")
    ended = any(call.receiver == holder for unit in reach for call in unit.function.calls)
    if not holder.startswith("self.") or not ended:
        return False
    owners = filter(None, map(project.families.family, project.types.of(acquisition.unit, holder)))
    return any(_stops(teardown_reach(project, owner), f"self.{name}") for owner in owners)


def _stops(units: Iterable[Unit], loop: str) -> bool:
    """Whether one of these functions stops the loop, or has it stop itself: ``call_soon_threadsafe(loop.stop)``."""
    ways = {f"{loop}.{name}" for name in _STOPS}
    return any(
        call.path in ways or any(value.path in ways for value in call.args)
        for unit in units
        for call in unit.function.calls
    )
