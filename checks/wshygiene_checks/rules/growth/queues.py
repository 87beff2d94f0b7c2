"""Finds queues without an upper limit, and who feeds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Did, Family, Project, Unit

_QUEUES = frozenset(
    "asyncio.Queue asyncio.LifoQueue asyncio.PriorityQueue queue.Queue queue.LifoQueue queue.SimpleQueue "
    "tornado.queues.Queue trio.open_memory_channel multiprocessing.Queue".split()
)
_NO_LIMIT = frozenset({"0", "-1", "None", "math.inf"})
PUT = frozenset({"put", "put_nowait"})


class Queue(NamedTuple):
    """A queue without a limit: where it is made, and the attribute, global or local that holds it."""

    unit: Unit
    call: Call
    path: str
    family: Family | None


def unbounded_queues(project: Project) -> Iterator[Queue]:
    """Every queue of the project that is made without a limit and kept under a name."""
    for unit, call in project.sites.named(("field",)):
        made = call.keyword("default_factory")
        if (
            made is not None
            and made.kind == "path"
            and made.path in _QUEUES
            and call.use == "store"
            and unit.function.kind == "class"
        ):
            yield Queue(unit, call, call.targets[0], project.family(unit))
    for unit, call in project.sites.named(name.rpartition(".")[2] for name in _QUEUES):
        if call.path in _QUEUES and call.use == "store" and not call.nested and _is_unbounded(call):
            kept = [root for root, part in project.flow(unit, call).kept if not part]
            for path in (*kept, *call.targets)[:1]:
                family = project.family(unit) if path.startswith("self.") else None
                yield Queue(unit, call, path, family)


def _is_unbounded(call: Call) -> bool:
    limit = call.argument(0, "maxsize")
    return limit is None or (limit.kind == "constant" and limit.path in _NO_LIMIT) or limit.path == "math.inf"


def puts(project: Project, queue: Queue) -> list[Did[Call]]:
    """The calls that feed the queue by the name it is kept under."""
    if queue.path.startswith("%"):
        return []
    place = queue.family.places[queue.path] if queue.family else project.globals[queue.path]
    return [did for did in place.called if did.what.name in PUT and not did.part]


def shared_in(queue: Queue) -> str:
    """The container beyond this function that a local queue is put into: ``self._subscribers``."""
    for call in queue.unit.function.calls:
        adds = call.name in ("add", "append") and call.receiver and not call.receiver.startswith("%")
        if adds and any(value.path == queue.path for value in call.args):
            return call.receiver
    for store in queue.unit.function.stores:
        if store.key is not None and store.value.path == queue.path and not store.path.startswith("%"):
            return store.path.removesuffix("[]")
    return ""
