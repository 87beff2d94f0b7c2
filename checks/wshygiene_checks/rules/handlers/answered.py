"""Handlers that wait for one event, and stay registered when their function has had it: one more for each call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.handlers.fates import dropped, held_weakly, on_same_emitter
from wshygiene_checks.rules.handlers.left_on_failure import is_local
from wshygiene_checks.rules.handlers.names import undoes
from wshygiene_checks.rules.handlers.one_answer import answered_by
from wshygiene_checks.rules.handlers.registrations import Registration
from wshygiene_checks.rules.handlers.siblings import is_final


class Answered(NamedTuple):
    """The local future or event that a handler answers, and the line on which its function waits for that."""

    name: str
    line: int


def left_when_answered(project: Project, registration: Registration) -> Answered | None:
    """What a handler answers that nobody can use when its function returns, and that this never takes back."""
    unit, handler = registration.unit, registration.handler
    if handler is None or not _stays(project, registration):
        return None
    name = answered_by(project, unit, handler)
    line = _waits_for(unit, name, registration.call) if name else 0
    if not line or any(_may_take_back(registration, each) for each in _calls(project, unit)):
        return None
    return Answered(name, line)


def _stays(project: Project, registration: Registration) -> bool:
    """Whether the emitter, which is there for longer than the function, keeps the handlers of all such events."""
    entry, call, event = registration.entry, registration.call, registration.event
    if registration.once or event is None or call.use == "decorator" or is_final(registration):
        return False
    if event.is_constant:
        return False  # which may be for once in the life of the program
    if entry is not None and (held_weakly(registration) or "handler" not in entry.identity):
        return False  # there is a place for one alone
    made_here = call.receiver.startswith("super()") or is_local(project, registration.unit, call.receiver)
    return not made_here and dropped(project, registration)


def _waits_for(unit: Unit, name: str, registers: Call) -> int:
    """The line behind the registration on which the function waits for a local; 0 where it does not."""
    lines = [each.line for each in unit.function.awaits if each.path == name]
    for call in unit.function.calls:
        given = (name for value in call.args for name in value.names)
        if call.receiver == name or name in given:
            lines += [call.line] if call.awaited or call.name == "wait" else []
    return min((line for line in lines if line >= registers.line), default=0)


def _calls(project: Project, unit: Unit) -> Iterator[Call]:
    yield from (call for each in (unit, *project.nested(unit)) for call in each.function.calls)


def _may_take_back(registration: Registration, call: Call) -> bool:
    """Whether a call may undo it: by name on the same emitter, or by being told the handler, or how to take it back."""
    if call is registration.call:
        return False
    handler = registration.handler.path if registration.handler else ""
    values = (*call.args, *[value for _, value in call.keywords])
    names = {name for value in values for name in (value.path, *value.names)}
    handed_on = any(undoes(name.rpartition(".")[2]) for name in names if "." in name)
    return handler in names or handed_on or (undoes(call.name) and on_same_emitter(registration, call))
