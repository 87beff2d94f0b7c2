"""WSH101: a handler is registered on an emitter that lives longer than its owner, and nothing removes it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, root_of, runs_at_collection
from wshygiene_checks.rules.comebacks import outlives
from wshygiene_checks.rules.findings import finding, lower, plain
from wshygiene_checks.rules.handlers.callbacks import holds_self, method_around
from wshygiene_checks.rules.handlers.emitters import emitter_of
from wshygiene_checks.rules.handlers.fates import handed_elsewhere, held_weakly, on_same_emitter, removals, takes_back
from wshygiene_checks.rules.handlers.left_on_failure import left_on_failure
from wshygiene_checks.rules.handlers.owners import (
    Owner,
    ending,
    is_a_connection,
    is_only_emptied,
    less_if_unknown,
    long_lived,
    owner_of,
    where,
)
from wshygiene_checks.rules.handlers.registrations import (
    Registration,
    called,
    handler_name,
    registrations,
    undone_by,
)
from wshygiene_checks.rules.handlers.siblings import ends_with_application, is_final, made_by_the_program
from wshygiene_checks.rules.handlers.taken_back import removal_is_handed_on

CODE = "WSH101"


def find(project: Project) -> Iterator[Finding]:
    """Handlers that hold an object which ends before the emitter does."""
    for registration in registrations(project):
        if not _stays(project, registration):
            continue
        owner = owner_of(project, registration)
        if owner.family is None or long_lived(project, owner) or _removed(project, registration):
            continue
        confidence = _confidence(project, registration, owner)
        if confidence:
            yield _finding(registration, owner, confidence)
    yield from left_on_failure(project)


def _stays(project: Project, registration: Registration) -> bool:
    """Whether the emitter keeps the handler, and with it the object, until somebody takes it back by name."""
    entry = registration.entry
    if registration.once or registration.replaces or registration.gives in ("disposer", "handle"):
        return False
    if is_final(registration):
        return False
    if registration.call.use == "decorator":
        return False
    if (registration.gives == "unknown" or registration.guessed) and not registration.flow(project).unused:
        return False  # what it returns may well undo it
    if entry and (held_weakly(registration) or (entry.idempotent and "handler" not in entry.identity)):
        return False
    return registration.handler is not None and holds_self(project, registration.unit, registration.handler)


def _removed(project: Project, registration: Registration) -> bool:
    """Whether something in the class, or from outside, removes it, or tries to; that is for other rules to judge."""
    everything = registration.entry.release_all if registration.entry else ()
    strong = registration.known in ("pack", "pair") and registration.gives == "nothing"
    for did in removals(project, registration):
        if strong and runs_at_collection(project, did.unit):
            continue  # the emitter holds the object by its handler, so that it is not collected before
        if on_same_emitter(registration, did.what):
            return True
        if did.what.name not in everything and takes_back(project, registration, did.what):
            return True
    return handed_elsewhere(project, registration) or removal_is_handed_on(project, registration)


def _confidence(project: Project, registration: Registration, owner: Owner) -> Confidence | None:
    emitter = emitter_of(project, registration)
    if emitter == "own" or (emitter == "unknown" and registration.known == "shape"):
        return None
    ends = owner.ends is not None or is_a_connection(project, owner)
    confidence: Confidence = "high" if ends and emitter != "unknown" and registration.sure else "medium"
    if registration.known in ("shape", "keeper") and not ends:
        confidence = "info"
    if (
        _ends_emitter(project, registration, owner)
        or ends_with_application(project, owner)
        or made_by_the_program(project, owner)
        or is_only_emptied(owner)
        or _comes_back(project, owner, registration)
    ):
        confidence = lower(confidence)
    if confidence == "medium" and _as_old_as_its_owner(project, registration, owner):
        confidence = "info"
    return less_if_unknown(project, owner, confidence)


def _as_old_as_its_owner(project: Project, registration: Registration, owner: Owner) -> bool:
    """Whether it is registered when the owner is made, or the owner is of a kind that lasts: both may end together."""
    born = project.occasions.is_making(method_around(project, registration.unit))
    return born or (owner.family is not None and project.roles.lifetime(owner.family) == "application")


def _comes_back(project: Project, owner: Owner, registration: Registration) -> bool:
    """Whether it is registered for good, and what ends the owner only suspends it."""
    ends = [owner.ends] if owner.ends else []
    return owner.family is not None and outlives(project, owner.family, registration.unit, ends)


def _ends_emitter(project: Project, registration: Registration, owner: Owner) -> bool:
    """Whether the owner ends the emitter itself: then both go together, as far as one can see."""
    root = root_of(registration.call.receiver)[0]
    words = project.knowledge.vocabulary.teardown_methods
    units = owner.family.units if owner.family else ()
    others = {registration.call.name, *registration.undo}  # `on_close` is given a handler, and ends nothing
    return any(
        root_of(call.receiver)[0] == root and call.name in words and call.name not in others
        for unit in units
        for call in unit.function.calls
    )


def _finding(registration: Registration, owner: Owner, confidence: Confidence) -> Finding:
    handler, emitter = handler_name(registration), plain(registration.call.receiver)
    undo = undone_by(registration) if registration.known != "shape" else ""
    advice = f"Call `{emitter}.{undo}` with it" if undo and emitter else "Take it back"
    message = (
        f"`{emitter}` keeps `{handler}` after `{owner.name}` has ended: `{called(registration)}` registers it and "
        f"nothing removes it. {advice} {where(owner)}."
    )
    return finding(
        CODE,
        registration.unit,
        registration.call,
        message,
        subject=f"{called(registration)}({handler})",
        confidence=confidence,
        owner=owner.name,
        evidence=ending(owner),
    )
