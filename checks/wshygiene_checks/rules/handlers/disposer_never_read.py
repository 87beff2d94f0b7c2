"""WSH103: what would end a subscription is stored in an attribute that no code ever uses, but to let go of it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Store
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Family, Project
from wshygiene_checks.rules.computed import may_be_reached
from wshygiene_checks.rules.findings import finding, lower, plain
from wshygiene_checks.rules.handlers.emitters import emitter_of
from wshygiene_checks.rules.handlers.owners import Owner, ending, less_if_unknown, long_lived, owner_of, where
from wshygiene_checks.rules.handlers.registrations import Registration, called, registrations

CODE = "WSH103"
_LETS_GO = frozenset({"clear", "pop", "popitem", "remove", "discard"})


def find(project: Project) -> Iterator[Finding]:
    """Disposers and handles in attributes of objects that never use them."""
    for registration in registrations(project):
        if registration.once or registration.gives == "nothing":
            continue
        owner = owner_of(project, registration)
        if owner.family is None or long_lived(project, owner):
            continue
        for root, part in dict.fromkeys(registration.flow(project).kept):
            if root.startswith("self.") and _never_read(project, registration, owner.family, root):
                yield from _judge(project, registration, owner, root, part)


def _never_read(project: Project, registration: Registration, family: Family, root: str) -> bool:
    """Whether the family only ever lets go of the attribute, and nobody else reads it through another object.

    A handle that is looked at may say whether anything is pending, and be undone by a name of its own.
    """
    name = root[5:]
    if "." in name or name in project.elsewhere:
        return False
    files = {unit.file.path: unit.file for unit in family.units}
    is_read = any(name in file.loaded for file in files.values())
    if is_read and (registration.gives != "disposer" or not _only_let_go(project, family, root)):
        return False
    whole = family.places["self.__dict__"]
    copied = any(did.part == "" for did in whole.handed) or any(did.part == "" for did in whole.left)
    return not copied and not may_be_reached(family, root) and not _called_from_outside(project, name)


def _only_let_go(project: Project, family: Family, root: str) -> bool:
    """Whether what the attribute holds is put there, looked at, and taken out or replaced, and never called."""
    place = family.places[root]
    if place.handed or place.left or place.awaited or not all(_is_alias(did.what) for did in place.kept):
        return False
    grow = project.knowledge.vocabulary.grow
    for did in place.called:
        taken_out = did.what.name in _LETS_GO and did.what.use == "drop" and not did.what.awaited
        if did.part or not (taken_out or did.what.name in grow):
            return False
    called = (call.path for unit in family.units for call in unit.function.calls)
    return not any(path.startswith(root) and path[len(root) :].rstrip("[]{}") == "" for path in called)


def _is_alias(store: Store) -> bool:
    """Whether a local name stands for it: what is done under that name is done to the attribute."""
    return store.path.startswith("%") and store.value.kind in ("path", "element", "copy", "values")


def _called_from_outside(project: Project, name: str) -> bool:
    """Whether some code calls the disposer through another object: ``tile.unsubscribe()``."""
    return any(not call.path.startswith("self.") for _, call in project.sites.named([name]))


def _judge(project: Project, registration: Registration, owner: Owner, root: str, part: str) -> Iterator[Finding]:
    if emitter_of(project, registration) == "own":
        return
    name = plain(root)
    confidence: Confidence = "high" if owner.ends else "medium"
    if registration.known == "shape" and not (owner.ends and registration.undo):
        confidence = lower(confidence)
    verb = "is filled" if part else "is set"
    message = (
        f"`{name}` holds what would undo `{called(registration)}`, and no code ever uses it. It {verb} for "
        f"nothing: call it {where(owner)}."
    )
    yield finding(
        CODE,
        registration.unit,
        registration.call,
        message,
        subject=name,
        confidence=less_if_unknown(project, owner, confidence),
        owner=owner.name,
        evidence=ending(owner),
    )
