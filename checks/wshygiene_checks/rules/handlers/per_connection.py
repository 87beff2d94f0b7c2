"""Handlers that each connection adds to an emitter which stays: whether they pile up, and how sure that is."""

from __future__ import annotations

from wshygiene_checks.facts import Store
from wshygiene_checks.finding import Confidence
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.findings import lower
from wshygiene_checks.rules.handlers.callbacks import family_of, holds_self, sort_of
from wshygiene_checks.rules.handlers.recurring import Recurring, is_new
from wshygiene_checks.rules.handlers.registrations import Registration
from wshygiene_checks.rules.handlers.taken_back import may_be_taken_back

_SHARED = frozenset({"app", "application", "state", "server", "factory", "scope"})  # reached from a connection


def piles_up(project: Project, registration: Registration, code: Recurring) -> Confidence | None:
    """How sure it is that the emitter keeps one more handler for each connection; None if it does not, or may not."""
    sure = _is_new(project, registration, code)
    if sure is None or not _outlives(project, registration, code):
        return None
    if _replaces(project, registration, code) or may_be_taken_back(project, registration):
        return None
    confidence: Confidence = "high" if sure and registration.sure else "medium"
    family = family_of(project, registration.unit)
    return lower(confidence) if family and family.unknown_bases else confidence


def _is_new(project: Project, registration: Registration, code: Recurring) -> bool | None:
    """Whether the handler is another one each time: True, not surely (False), or not at all (None)."""
    handler, unit = registration.handler, registration.unit
    sort = sort_of(project, unit, handler) if handler else "unknown"
    if handler is None or sort == "unknown":
        return None if code.unit.function.owner else True
    family = family_of(project, unit)
    if family is None or (sort == "bound" and handler.path.startswith("%")):
        return sort != "bound" or is_new(project, code, unit, handler.path)
    if sort != "closure":
        return None  # the object's own method: of an object for each connection another rule speaks
    lives_as_long = project.roles.lifetime(family) in ("connection", "message")
    return None if lives_as_long and holds_self(project, unit, handler) else True


def _outlives(project: Project, registration: Registration, code: Recurring) -> bool:
    """Whether the emitter is a global, of the object that serves all connections, or of a function around all that."""
    receiver = registration.call.receiver
    if receiver.startswith("%"):
        parts = receiver.replace("[]", "").replace("()", "").split(".")
        return not _SHARED.isdisjoint(parts[1:]) or _is_from_outside(project, registration, code)
    if receiver.startswith("self"):
        return _is_of_the_server(project, registration, code)
    return not receiver.startswith("super()")


def _is_from_outside(project: Project, registration: Registration, code: Recurring) -> bool:
    """Whether the emitter is a local name of a function around the one that runs for each connection."""
    root, part = root_of(registration.call.receiver)
    around: Unit | None = registration.unit
    inside = True
    while around is not None:
        if root in _bound(around):
            return not inside and not part
        inside = inside and around.function is not code.unit.function
        around = project.types.parent(around)
    return False


def _bound(unit: Unit) -> frozenset[str]:
    names = [f"%{each.name}" for each in unit.function.params]
    return frozenset(names + [store.path for store in unit.function.stores])


def _is_of_the_server(project: Project, registration: Registration, code: Recurring) -> bool:
    """Whether the emitter is an attribute of an object that serves one connection after the other, and stays there."""
    root, part = root_of(registration.call.receiver)
    family = family_of(project, registration.unit)
    if family is None or not code.shared or root == "self" or part.strip(".")[:1] in ("[", "{", "("):
        return False
    stores = [did for did in family.places[root].set if not did.part and did.what.kind == "set"]
    if any(did.unit.function is code.unit.function or project.roles.is_hot(did.unit) for did in stores):
        return False  # a new one for each connection
    return project.roles.lifetime(family) not in ("connection", "message")


def _replaces(project: Project, registration: Registration, code: Recurring) -> bool:
    """Whether the emitter has one place for the handler, where each takes that of the one before."""
    types = project.types.of(registration.unit, registration.call.receiver)
    families = [family for type_ in types if (family := project.families.family(type_))]
    units = [unit for family in families for unit in family.methods.get(registration.call.name, ())]
    stores = [(unit, store) for unit in units for store in unit.function.stores if _puts(unit, store)]
    grows = any(call.name in project.knowledge.vocabulary.grow for unit in units for call in unit.function.calls)
    if grows or not stores:
        return False
    event = registration.event
    own_place = (
        event is not None and event.path.startswith("%") and is_new(project, code, registration.unit, event.path)
    )
    return not (own_place and all(store.key for _, store in stores))


def _puts(unit: Unit, store: Store) -> bool:
    """Whether a parameter itself is stored in an attribute or under a key of it."""
    names = {f"%{each.name}" for each in unit.function.params}
    return store.path.startswith("self.") and store.kind == "set" and store.value.path in names
