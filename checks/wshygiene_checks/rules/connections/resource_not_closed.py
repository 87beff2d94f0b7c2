"""WSH401: a function opens something that must be closed, and leaves it open on a normal path."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block, Call, Exit
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.connections.accepted_writers import unclosed_writers
from wshygiene_checks.rules.connections.behind_yield import LeftOpen, closed_behind_yield
from wshygiene_checks.rules.connections.born_open import born_open, called_at_last, opened_later
from wshygiene_checks.rules.connections.collected import Collected, collected
from wshygiene_checks.rules.connections.failing import ends_its_object
from wshygiene_checks.rules.connections.interrupted import closed_by_hand, failing_step, step_when_connected
from wshygiene_checks.rules.connections.kept_on_a_condition import Conditional, kept_on_a_condition
from wshygiene_checks.rules.connections.locals import Local, locals_among, locals_of
from wshygiene_checks.rules.connections.skipped import report, skipped_closes
from wshygiene_checks.rules.connections.ways_out import forgetting_return, never_returns, only_handler
from wshygiene_checks.rules.findings import finding, lower, plain, seen, seen_at
from wshygiene_checks.rules.time_limits import RAISING

CODE = "WSH401"
_KINDS = ("connection", "session", "socket", "descriptor", "loop", "process")


def find(project: Project) -> Iterator[Finding]:
    """Resources that no path of their function closes, that one ``return`` forgets, or that only an error closes."""
    for local in (*locals_of(project, *_KINDS), *locals_among(project, born_open(project))):
        if local.never_released:
            yield _never(project, local)
        elif leaving := forgetting_return(local):
            yield _forgotten(local, leaving)
        elif step := failing_step(local):
            yield _interrupted(local, step, "medium" if local.sure else "info")
        elif handled := only_handler(local):
            yield _handled(local, handled)
    for local in locals_among(project, opened_later(project)):
        if local.never_released:
            yield _never(project, local)
        elif leaving := forgetting_return(local):
            yield _forgotten(local, leaving)
        elif (step := step_when_connected(local)) and not _is_seen_to(project, local, step):
            yield _interrupted(local, step, "medium")
    for local in locals_among(project, closed_by_hand(project)):
        if step := step_when_connected(local):
            yield _interrupted(local, step, "medium")
    yield from (_collected(project, several) for several in collected(project, *_KINDS))
    yield from (_conditional(each) for each in kept_on_a_condition(project, *_KINDS))
    yield from unclosed_writers(CODE, project)
    yield from (_yielded(left) for left in closed_behind_yield(project, *_KINDS))
    yield from (report(CODE, skipped) for skipped in skipped_closes(project, of_objects=False))


def _is_seen_to(project: Project, local: Local, step: Call | Block) -> bool:
    """Whether what fails ends its object itself, or something is called on that then."""
    unit = local.acquisition.unit
    return any(called_at_last(unit, local.flow)) or ends_its_object(project, local.acquisition, step)


def _never(project: Project, local: Local) -> Finding:
    acquisition = local.acquisition
    opened, entry, is_async = plain(acquisition.call.path), acquisition.entry, acquisition.unit.function.is_async
    advice = f"Call `{entry.ending(is_async=is_async)}` in `finally`{entry.or_entered(is_async)}"
    if entry.stays_open:
        advice += "; `with` on it ends a transaction only"
    first = f"`{plain(local.name)}` is opened by `{opened}`" if local.name else f"what `{opened}` opens is kept nowhere"
    stays = f"It stays open when the {'`with` block ends' if local.lent else 'function returns'}."
    if local.held:
        stays = "What the function leaves behind goes on using it, and nobody has it to close it then."
        advice = f"Keep it as well, and call `{entry.ending(is_async=is_async)}` where its use ends"
    message = f"{first} and never closed. {stays} {advice}."
    confidence: Confidence = "high" if local.sure and local.name else "medium"
    if never_returns(project, local):
        confidence = "info"
    if acquisition.entry.kind == "process":
        confidence = lower(confidence) if local.name else "info"
    subject = plain(local.name) or opened
    return finding(CODE, acquisition.unit, acquisition.call, message, subject=subject, confidence=confidence)


def _collected(project: Project, several: Collected) -> Finding:
    acquisition, name = several.each.acquisition, plain(several.name)
    entry, is_async = acquisition.entry, acquisition.unit.function.is_async
    message = (
        f"`{name}` has all that `{plain(acquisition.call.path)}` opens here, and nothing closes them. They stay open "
        f"when the function returns. Call `{entry.ending(is_async=is_async)}` on each of them in `finally`."
    )
    confidence: Confidence = "high" if several.each.sure else "medium"
    if never_returns(project, several.each):
        confidence = "info"
    if entry.kind == "process":
        confidence = lower(confidence)
    return finding(CODE, acquisition.unit, acquisition.call, message, subject=name, confidence=confidence)


def _forgotten(local: Local, leaving: Exit) -> Finding:
    unit, name = local.acquisition.unit, plain(local.name)
    message = (
        f"`{name}` is left open by the `return` on line {leaving.line}. The other paths close it. "
        f"Close it in `finally`, so that every way out does."
    )
    evidence = [
        seen(unit, leaving.line, f"this `return` leaves `{name}` open"),
        seen_at(local.releases[-1], f"`{name}` is closed here"),
    ]
    confidence: Confidence = "high" if local.sure and local.acquisition.entry.kind != "process" else "medium"
    return finding(CODE, unit, local.acquisition.call, message, subject=name, confidence=confidence, evidence=evidence)


def _handled(local: Local, closed: Call) -> Finding:
    unit, name = local.acquisition.unit, plain(local.name)
    message = (
        f"`{name}` is closed on line {closed.line}, when there is an error, and left open when all goes well. "
        f"Close it in `finally`."
    )
    evidence = [seen(unit, closed, f"`{name}` is closed here, and nowhere else")]
    confidence: Confidence = "high" if local.sure and local.acquisition.entry.kind != "process" else "medium"
    return finding(CODE, unit, local.acquisition.call, message, subject=name, confidence=confidence, evidence=evidence)


def _conditional(found: Conditional) -> Finding:
    unit, name, kept = found.acquisition.unit, plain(found.name), found.kept
    message = (
        f"`{name}` stays open where the condition around line {kept.line} does not hold: it is kept there, and closed "
        f"only on the ways that end before that. Close it in an `else`."
    )
    evidence = [
        seen(unit, kept, f"`{name}` is kept here, and only here"),
        seen(unit, found.closed, f"`{name}` is closed here, where an attempt ends"),
    ]
    return finding(CODE, unit, found.acquisition.call, message, subject=name, confidence="medium", evidence=evidence)


def _yielded(left: LeftOpen) -> Finding:
    """It is high where an error in a ``with`` block ends the generator: of a caller that stops, one knows less."""
    unit, name = left.acquisition.unit, plain(left.name)
    message = (
        f"`{name}` stays open when {left.risk.what} on line {left.risk.line} ends in an exception: it is closed only "
        f"behind that. Close it in `finally`."
    )
    evidence = [
        seen(unit, left.risk.line, "whoever runs the generator may end it here"),
        seen(unit, left.closed, f"`{name}` is closed here, when all went well"),
    ]
    confidence: Confidence = "high" if left.risk.loop and left.acquisition.how in ("qualified", "typed") else "medium"
    return finding(CODE, unit, left.acquisition.call, message, subject=name, confidence=confidence, evidence=evidence)


def _interrupted(local: Local, step: Call | Block, confidence: Confidence) -> Finding:
    """At most medium: how often the step fails is up to the other side."""
    unit, name = local.acquisition.unit, plain(local.name)
    if isinstance(step, Block):
        when, why = f"the `{step.kind}` on line {step.line} ends in an exception", "may end in one, with the thing open"
    elif step.path in RAISING:
        when = f"`{plain(step.path)}` on line {step.line} runs out of time: it raises"
        why = "raises `TimeoutError` in the end"
    else:
        when = f"`{plain(step.path)}()` on line {step.line} fails: the error goes up"
        why = "may fail, with the thing open"
    message = f"`{name}` is left open when {when}, and `{name}` is closed only behind it. Close it in `finally`."
    evidence = [seen(unit, step, f"this {why}"), seen_at(local.releases[-1], f"`{name}` is closed here")]
    if local.acquisition.entry.kind == "process":
        confidence = "info"
    return finding(CODE, unit, local.acquisition.call, message, subject=name, confidence=confidence, evidence=evidence)
