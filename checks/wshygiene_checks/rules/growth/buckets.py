"""Mappings whose entries are sets, lists or mappings themselves, such as rooms with their members."""

from __future__ import annotations

from wshygiene_checks.facts import Call, Store, Value
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.growth.changes import additions
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.outsiders import TAKES, taken_from_outside

_BUCKETS = frozenset({"list", "set", "dict", "collections.deque", "collections.OrderedDict"})


def member_taken(project: Project, container: Container) -> tuple[Unit, Call | Store] | None:
    """Where a member is taken out of its bucket, or a callback that will take it out is handed on."""
    for did in container.place.called:
        if did.part == "[]" and did.what.name in TAKES and did.what.args:
            return did.unit, did.what
    for stored in container.place.set:
        if stored.part == "[][]" and stored.what.kind == "delete":  # `del self._rooms[room][name]`
            return stored.unit, stored.what
    for handed in container.place.handed:
        if handed.part.removeprefix("[].") in TAKES:  # `future.add_done_callback(self._waiters[key].discard)`
            return handed.unit, handed.what
    family = container.family
    return next(taken_from_outside(project, family, container.attribute), None) if family else None


def holds_buckets(project: Project, container: Container) -> bool:
    """Whether the entries of a mapping are buckets."""
    factory = factory_of(container)
    if factory is not None:
        return factory in _BUCKETS
    return any(is_bucket(each.value) for each in additions(project, container))


def factory_of(container: Container) -> str | None:
    """What makes the buckets of a ``defaultdict`` (nothing that can be named: an empty text); None for others."""
    made = container.unit.call_by_order(container.store.value.call)
    if made is None or made.name != "defaultdict":
        return None
    return made.args[0].path if made.args else ""


def is_bucket(value: Value | None) -> bool:
    """Whether a value is a set, list or mapping that is made on the spot."""
    if value is None:
        return False
    return value.kind in ("display", "comprehension") or value.path.removesuffix("()") in _BUCKETS
