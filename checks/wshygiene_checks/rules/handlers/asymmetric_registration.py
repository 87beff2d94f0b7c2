"""WSH104: sibling registrations are tied to somebody who takes them back, and this one is not."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, seen
from wshygiene_checks.rules.handlers.callbacks import family_of, holds_self, method_around
from wshygiene_checks.rules.handlers.emitters import emitter_of
from wshygiene_checks.rules.handlers.fates import by_scope, dropped, handed_elsewhere, kept, removals, takes_back
from wshygiene_checks.rules.handlers.owners import Owner, ending, less_if_unknown, owner_of, where
from wshygiene_checks.rules.handlers.registrations import Registration, called, handler_name, registrations
from wshygiene_checks.rules.handlers.siblings import is_final, same_kind

CODE = "WSH104"


def find(project: Project) -> Iterator[Finding]:
    """Dropped disposers and handlers never removed, next to siblings that are."""
    yield from _disposers(project)
    yield from _removed(project)


def _disposers(project: Project) -> Iterator[Finding]:
    for together in by_scope(project).values():
        tidy = [each for each in together if kept(project, each)]
        for registration in together:
            if registration.once or is_final(registration) or not dropped(project, registration):
                continue
            sibling = next((each for each in tidy if _compares(project, each, registration)), None)
            if sibling and emitter_of(project, registration) != "own":
                yield _finding(project, registration, sibling, "keeps the disposer of", "drops that of")


def _compares(project: Project, sibling: Registration, registration: Registration) -> bool:
    """Whether the one says something of the other: from another method only where the handler holds the object too."""
    if not same_kind(sibling, registration):
        return False
    handler = registration.handler
    together = _together(project, sibling, registration)
    return together or (handler is not None and holds_self(project, registration.unit, handler))


def _together(project: Project, one: Registration, other: Registration) -> bool:
    return method_around(project, one.unit).name == method_around(project, other.unit).name


def _removed(project: Project) -> Iterator[Finding]:
    for registration in registrations(project):
        owner = owner_of(project, registration)
        if registration.gives in ("disposer", "handle") or registration.once or owner.family is None:
            continue
        sibling = _removed_sibling(project, registration)
        if sibling and not handed_elsewhere(project, registration) and emitter_of(project, registration) != "own":
            yield _finding(project, registration, sibling, "removes", "never removes")


def _removed_sibling(project: Project, registration: Registration) -> Registration | None:
    """Another handler on the same emitter that is removed by name, where this one is not."""
    undone = list(removals(project, registration))
    if not undone or any(takes_back(project, registration, did.what) for did in undone):
        return None
    family = family_of(project, registration.unit)
    owners = family.names if family else frozenset({registration.unit.owner})
    for other in registrations(project):
        same = other.api == registration.api and other.call.receiver == registration.call.receiver
        alike = same and other.unit.owner in owners and other.handler != registration.handler
        if alike and any(takes_back(project, other, did.what) for did in undone):
            return other
    return None


def _finding(project: Project, registration: Registration, sibling: Registration, does: str, does_not: str) -> Finding:
    owner = owner_of(project, registration)
    name, other = handler_name(registration), handler_name(sibling)
    together = _together(project, registration, sibling)
    lives_on = emitter_of(project, registration) in ("injected", "global")
    confidence: Confidence = "high" if together or (owner.ends and lives_on) else "medium"
    message = (
        f"`{owner.name}` {does} `{other}` and {does_not} `{name}`, both registered with "
        f"`{called(registration)}`. Take it back {where(owner)}, as its sibling is."
    )
    return finding(
        CODE,
        registration.unit,
        registration.call,
        message,
        subject=f"{called(registration)}({name})",
        confidence=less_if_unknown(project, owner, confidence) if not together else confidence,
        owner=owner.name,
        evidence=_evidence(owner, sibling),
    )


def _evidence(owner: Owner, sibling: Registration) -> Iterator[Evidence]:
    yield seen(sibling.unit, sibling.call, f"`{handler_name(sibling)}` is taken back")
    yield from ending(owner)
