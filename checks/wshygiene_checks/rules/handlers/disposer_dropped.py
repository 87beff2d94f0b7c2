"""WSH102: a call returns what undoes it, and the caller throws that away."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.handlers.callbacks import family_of, holds_self
from wshygiene_checks.rules.handlers.disposers import Disposing, disposers
from wshygiene_checks.rules.handlers.emitters import emitter_of
from wshygiene_checks.rules.handlers.fates import by_scope, dropped, is_named_otherwise, kept
from wshygiene_checks.rules.handlers.lost_disposers import Lost, lost
from wshygiene_checks.rules.handlers.names import counterparts
from wshygiene_checks.rules.handlers.owners import Owner, ending, less_if_unknown, long_lived, owner_of, where
from wshygiene_checks.rules.handlers.registrations import Registration, called, handler_name
from wshygiene_checks.rules.handlers.siblings import ends_with_application, is_final, same_kind
from wshygiene_checks.rules.handlers.unloading import remover, unloader

CODE = "WSH102"


def find(project: Project) -> Iterator[Finding]:
    """Dropped disposers of objects that end before the emitter does."""
    for together in by_scope(project).values():
        tidy = [each for each in together if not each.once and kept(project, each)]
        for registration in together:
            if not registration.once and dropped(project, registration):
                yield from _judge(project, registration, tidy)
    for disposing in disposers(project).functions.values():
        for each in lost(project, disposing):
            yield _lost(disposing, each)


def _lost(disposing: Disposing, where_lost: Lost) -> Finding:
    """It is medium: whether the wait is ever cancelled is up to the caller."""
    function = disposing.unit.function
    waits = plain(where_lost.waits.path)
    message = (
        f"`{function.qualname}` registers with `{plain(where_lost.registers.path)}`, then awaits `{waits}`: if that is "
        "cancelled or fails, nobody gets what takes the handler back. Take it back there and raise again."
    )
    evidence = (seen(where_lost.unit, where_lost.waits, "may be cancelled before the function returns"),)
    return finding(
        CODE,
        where_lost.unit,
        where_lost.registers,
        message,
        subject=plain(where_lost.registers.path),
        confidence="medium",
        owner=function.qualname,
        evidence=evidence,
    )


def _judge(project: Project, registration: Registration, tidy: list[Registration]) -> Iterator[Finding]:
    owner = owner_of(project, registration)
    if owner.family is None:
        yield from _of_counterpart(project, registration, tidy, unloader(project, registration))
        return
    if emitter_of(project, registration) == "own":
        return
    if registration.handler is None or not holds_self(project, registration.unit, registration.handler):
        yield from _of_counterpart(project, registration, tidy, remover(project, registration))
        return
    if long_lived(project, owner):
        return
    if _taken_back_by_name(project, registration):
        return
    if any(same_kind(each, registration) for each in tidy):
        return  # said as asymmetric-registration
    confidence: Confidence = "high" if owner.ends or tidy else "medium"
    if is_final(registration):
        confidence = lower(confidence)
    if ends_with_application(project, owner):
        confidence = lower(confidence)
    yield _finding(registration, owner, less_if_unknown(project, owner, confidence), tuple(_evidence(owner, tidy)))


def _of_counterpart(
    project: Project, registration: Registration, tidy: list[Registration], undoes: Unit | None
) -> Iterator[Finding]:
    """A disposer that a function drops although another one, ``undoes``, is there to undo what it does."""
    if undoes is None or is_final(registration) or any(same_kind(each, registration) for each in tidy):
        return
    name, handler = called(registration), handler_name(registration)
    message = (
        f"`{name}` returns what takes `{handler}` back, and `{registration.unit.function.name}` throws it away: after "
        f"`{undoes.function.name}()` the handler is still called. Keep it and use it there."
    )
    evidence = (seen(undoes, undoes.function.line, f"{undoes.function.name}() does not take it back"),)
    subject = f"{name}({handler})"
    yield finding(
        CODE, registration.unit, registration.call, message, subject=subject, confidence="medium", evidence=evidence
    )


def _taken_back_by_name(project: Project, registration: Registration) -> bool:
    """Whether the class passes the same handler to what undoes the call, and needs no disposer."""
    family, handler = family_of(project, registration.unit), registration.handler
    undo = counterparts(registration.call.name)
    return handler is not None and any(
        (call.name in undo or is_named_otherwise(registration, call))
        and any(value.path == handler.path for value in (*call.args, *dict(call.keywords).values()))
        for unit in (family.units if family else ())
        for call in unit.function.calls
    )


def _evidence(owner: Owner, tidy: list[Registration]) -> Iterator[Evidence]:
    if tidy:
        yield seen(tidy[0].unit, tidy[0].call, f"what `{called(tidy[0])}` returns is kept")
    yield from ending(owner)


def _finding(
    registration: Registration, owner: Owner, confidence: Confidence, evidence: tuple[Evidence, ...]
) -> Finding:
    name, handler = called(registration), handler_name(registration)
    message = (
        f"`{name}` returns what takes `{handler}` back, and `{owner.name}` throws it away. "
        f"Keep it and use it {where(owner)}."
    )
    return finding(
        CODE,
        registration.unit,
        registration.call,
        message,
        subject=f"{name}({handler})",
        confidence=confidence,
        owner=owner.name,
        evidence=evidence,
    )
