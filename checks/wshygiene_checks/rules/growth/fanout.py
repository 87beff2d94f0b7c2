"""Broadcasts: loops that put one message into the queue of every client."""

from __future__ import annotations

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Did, Project, Unit
from wshygiene_checks.rules.growth.containers import class_of
from wshygiene_checks.rules.growth.queues import PUT, Queue


def feeds_of(project: Project, queue: Queue, shared: str) -> list[Did[Call]]:
    """The calls that put something into every element of the container that holds this queue."""
    owner = class_of(project, queue.unit)
    if shared.startswith("self."):
        family = project.families.family(owner)
        place = family.places[shared] if family else None
    else:
        place = project.globals[shared]
    fed = [did for did in place.called if did.what.name in PUT and did.part == "[]"] if place else []
    return [did for did in fed if did.unit.is_within(did.what.block, "for", "async for", "comprehension")]


def fed_through_owners(project: Project, queue: Queue) -> list[Did[Call]]:
    """The calls in loops over clients that put something into the queue of each: ``client.outbox.put_nowait()``."""
    if queue.family is None:
        return []
    attribute = queue.path.rpartition(".")[2]
    return [
        Did(unit, call, "")
        for unit, call in project.sites.named(PUT)
        if call.receiver.endswith(f"[].{attribute}") and unit.is_within(call.block, "for", "comprehension")
        if _may_be_of(project, queue, unit, call)
    ]


def _may_be_of(project: Project, queue: Queue, unit: Unit, call: Call) -> bool:
    """Whether the elements are objects of the queue's class; where no type says so, no other class has such a queue."""
    assert queue.family is not None
    types = project.types.of(unit, call.receiver.rpartition(".")[0])
    known = {project.families.resolve(each) for each in types} & project.families.classes.keys()
    if known:
        return not known.isdisjoint(queue.family.names)
    others = {each.owner for each in project.units for store in each.function.stores if store.path == queue.path}
    return others <= queue.family.names


def owners_in(did: Did[Call]) -> str:
    """The container of the clients whose queues are fed: ``self._clients``."""
    return did.what.receiver.rpartition("[]")[0]
