"""Objects that are parts of the one whose emitter they listen to: both go together, and nothing outlives anything."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Family, Project, Unit, root_of
from wshygiene_checks.rules.handlers.callbacks import family_of, method_around
from wshygiene_checks.rules.handlers.registrations import Registration


def is_part_of_emitter(project: Project, registration: Registration) -> bool:
    """Whether every object of the class is made by the emitter's owner, which gives itself and keeps the object.

    ``self.outlets = Outlets(self)`` in the constructor of a controller, and ``controller.messages.subscribe(...)`` in
    that of `Outlets`.
    """
    unit = method_around(project, registration.unit)
    family = family_of(project, registration.unit)
    if family is None or not project.occasions.is_making(unit):
        return False
    name = _given_as(unit, root_of(registration.call.receiver)[0])
    position = next((n for n, each in enumerate(unit.function.params) if each.name == name), None)
    if position is None:
        return False
    made = list(_made(project, family))
    if not made:
        return _is_made_by_whom_it_is_given(project, registration.call.name)
    return all(_makes_part(project, where, call, position, name) for where, call in made)


def _is_made_by_whom_it_is_given(project: Project, registers: str) -> bool:
    """Whether the class that has the registering method makes objects of classes it is given, for itself.

    ``self.parts.append(kind(self))`` in a method with the parameter ``kind``: nobody else names the classes.
    """
    owners = {unit.owner for unit in project.units if unit.function.name == registers and unit.owner}
    families = [family for owner in owners if (family := project.families.family(owner))]
    return any(_makes_what_it_is_given(unit) for family in families for unit in family.units)


def _makes_what_it_is_given(unit: Unit) -> bool:
    given = {f"%{parameter.name}" for parameter in unit.function.params}
    for call in unit.function.calls:
        if call.path in given and call.args and call.args[0].path == "self":
            consumer = unit.call_by_order(call.consumer) if call.use == "argument" else None
            kept = consumer.receiver if consumer else next(iter(call.targets), "")
            if kept.startswith("self."):
                return True
    return False


def _given_as(unit: Unit, root: str) -> str:
    """The parameter that a local is, or that was stored in an attribute: ``self._hub = hub``."""
    if root.startswith("self."):
        root = next((store.value.path for store in unit.function.stores if store.path == root), "")
    return root[1:] if root.startswith("%") else ""


def _made(project: Project, family: Family) -> Iterator[tuple[Unit, Call]]:
    """Where objects of the class and of its subclasses are made; what is returned is made for whoever asks."""
    for unit, call in project.sites.named({name.rpartition(".")[2] for name in family.names}):
        if call.use != "return" and project.families.resolve(call.path) in family.names:
            yield unit, call


def _makes_part(project: Project, unit: Unit, call: Call, position: int, name: str) -> bool:
    given = call.argument(position, name)
    kept = [root for root, _ in project.flow(unit, call).kept]
    is_kept = bool(kept) and all(root.startswith("self.") for root in kept)
    return given is not None and given.path == "self" and is_kept and project.occasions.is_making(unit)
