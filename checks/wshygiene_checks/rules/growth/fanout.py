"""Broadcasts: loops that put one message into the queue of every client."""

from __future__ import annotations

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Did, Project
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
