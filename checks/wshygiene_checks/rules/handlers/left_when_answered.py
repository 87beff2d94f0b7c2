"""Handlers that wait for one answer, and stay registered when their function has had it: one more for each call."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.handlers.fates import dropped, held_weakly, on_same_emitter
from wshygiene_checks.rules.handlers.left_on_failure import is_local
from wshygiene_checks.rules.handlers.names import undoes
from wshygiene_checks.rules.handlers.one_answer import answered_by
from wshygiene_checks.rules.handlers.registrations import (
    Registration,
    called,
    handler_name,
    registrations,
    undone_by,
)
from wshygiene_checks.rules.handlers.siblings import is_final

CODE = "WSH101"


def left_when_answered(project: Project) -> Iterator[Finding]:
    """Handlers that nobody can use when the function returns: what they answer is a local that it has waited for."""
    for registration in registrations(project):
        unit, call, handler = registration.unit, registration.call, registration.handler
        if handler is None or not _stays(project, registration):
            continue
        answered = answered_by(project, unit, handler)
        waited = _wait_for(unit, answered, call) if answered else 0
        if waited and not any(_may_take_back(registration, each) for each in _calls(project, unit)):
            yield _finding(registration, answered, waited)


def _stays(project: Project, registration: Registration) -> bool:
    """Whether the emitter, which is there for longer than the function, keeps each of its handlers."""
    entry, call = registration.entry, registration.call
    if registration.once or registration.known == "shape" or call.use == "decorator" or is_final(registration):
        return False
    if entry is not None and (held_weakly(registration) or "handler" not in entry.identity):
        return False  # there is a place for one alone
    return dropped(project, registration) and not is_local(project, registration.unit, call.receiver)


def _wait_for(unit: Unit, name: str, registers: Call) -> int:
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


def _finding(registration: Registration, answered: str, waited: int) -> Finding:
    """At most medium: the emitter may end with what the function was called for; one that it is given even more so."""
    unit, handler = registration.unit, handler_name(registration)
    emitter, undo = plain(registration.call.receiver), undone_by(registration)
    advice = f"Call `{emitter}.{undo}` with it" if undo and emitter else "Take it back"
    return finding(
        CODE,
        unit,
        registration.call,
        f"`{emitter or registration.call.name}` keeps `{handler}` when `{unit.function.qualname}()` has had its "
        f"answer: each call leaves one more, which nobody waits for. {advice} in a `finally` around the wait.",
        subject=f"{called(registration)}({handler})",
        confidence="info" if registration.call.receiver.startswith("%") else "medium",
        owner=unit.function.qualname,
        evidence=(seen(unit, waited, f"`{plain(answered)}` is waited for here, and then the function ends"),),
    )
