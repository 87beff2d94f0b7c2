"""What a function opens for an object that it makes around it: ``return cls(reader, writer)``."""

from __future__ import annotations

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Acquisition, Family, Project, Unit

_KINDS = frozenset({"connection", "session", "socket", "descriptor"})


def opened_for(project: Project, unit: Unit, making: Call, family: Family) -> frozenset[str]:
    """The attributes of a new object that hold what its maker has opened, and leaves open."""
    found: set[str] = set()
    opened = project.shared(_opened).get(unit.name)
    for method in family.methods.get("__init__", ()) if opened else ():
        for position, parameter in enumerate(method.function.params):
            given = making.argument(position, parameter.name)
            if given is not None and any(_is_left_to(project, each, given) for each in opened or ()):
                found |= {
                    store.path
                    for store in method.function.stores
                    if store.path.startswith("self.") and store.value.path == f"%{parameter.name}"
                }
    return frozenset(found)


def _opened(project: Project) -> dict[str, list[Acquisition]]:
    """What the packs know to be opened, by the function that does it."""
    found: dict[str, list[Acquisition]] = {}
    for each in project.acquisitions:
        if each.entry.kind in _KINDS and each.entry.release and each.entry.returns == "handle":
            found.setdefault(each.unit.name, []).append(each)
    return found


def _is_left_to(project: Project, opened: Acquisition, given: Value) -> bool:
    """Whether a value is what was opened, or one end of it, and the function closes it only where something fails."""
    flow = project.flow(opened.unit, opened.call, opened.entry.elements)
    if flow.managed or flow.deferred or flow.kept or opened.entry.awaited is not flow.awaited:
        return False
    owners = (owner for did in flow.handed for owner in project.matcher.owners(did.unit, did.what))
    if any(owner.takes != "borrows" for owner in owners):
        return False  # `closing(sock)`, `stack.enter_context(sock)`
    made = flow.outermost.order
    names = {store.path for store in opened.unit.function.stores if store.value.call == made}
    closed = flow.ended_by(opened.entry.release)
    return (given.path in names or given.call == made) and all(
        did.unit.is_within(did.what.block, "except") for did in closed
    )
