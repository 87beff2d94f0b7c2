"""Functions of the project that arm a timer for their caller, and return what cancels it: ``helpers.later(...)``."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Value
from wshygiene_checks.packs.schema import Argument
from wshygiene_checks.project import Acquisition, Project, Unit
from wshygiene_checks.rules.handlers.disposers import disposers
from wshygiene_checks.rules.tasks.timers import callback_of


def timers(project: Project) -> Iterator[Acquisition]:
    """All timers: where a library arms them, and where a function of the project is called that does so."""
    yield from project.of_kind("timer")
    yield from project.shared(_through)


def _through(project: Project) -> tuple[Acquisition, ...]:
    """The calls of such functions, as acquisitions in the caller; what a pack describes is known already."""
    found = disposers(project)
    inner = {each.unit.name: each for each in project.of_kind("timer") if each.unit.name in found.functions}
    known = {(each.unit.name, each.call.order) for each in project.of_kind("timer")}
    return tuple(
        [
            Acquisition(each.unit, each.call, entry, "typed")
            for each in found.calls
            if each.made_by.once and (each.unit.name, each.call.order) not in known
            for armed in (inner.get(each.made_by.unit.name),)
            if armed is not None
            for entry in (
                armed.entry._replace(
                    returns="disposer",
                    release=(),
                    delay_arg=_passed_on(armed.unit, _delay(armed)),
                    handler_arg=_called(project, armed),
                ),
            )
        ]
    )


def _delay(armed: Acquisition) -> Value | None:
    argument = armed.entry.delay_arg
    return argument.among(armed.call.args, dict(armed.call.keywords)) if argument else None


def _called(project: Project, armed: Acquisition) -> Argument | None:
    """The parameter that is called when the timer fires: given to it as it is, or used by the function inside."""
    unit, callback = armed.unit, callback_of(armed)
    direct = _passed_on(unit, callback)
    if direct is not None or callback is None:
        return direct
    inside = [each for each in project.nested(unit) if each.function.name == callback.path.lstrip("%")]
    calls = [call for each in inside for call in each.function.calls]
    paths = [call.path for call in calls] + [value.path for call in calls for value in call.args]
    return next((found for path in paths if (found := _parameter(unit, path))), None)


def _passed_on(unit: Unit, value: Value | None) -> Argument | None:
    return _parameter(unit, value.path) if value is not None else None


def _parameter(unit: Unit, path: str) -> Argument | None:
    """Where a caller gives what a function knows under this name."""
    own = [each.name for each in unit.function.params]
    return Argument(own.index(path[1:]), path[1:]) if path[:1] == "%" and path[1:] in own else None
