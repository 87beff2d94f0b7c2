"""Weak mappings whose values hold their keys: then no key is ever collected, and no entry ever leaves."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Store, Value
from wshygiene_checks.finding import Evidence, Finding
from wshygiene_checks.project import Place, Project, Unit, root_of
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.timing import when

CODE = "WSH311"
_WEAK = frozenset({"weakref.WeakKeyDictionary"})
_LEAVE = frozenset({"pop", "popitem", "clear"})
_HOLDS = frozenset({"display", "partial", "lambda"})


def weak_in_vain(project: Project) -> Iterator[Finding]:
    """Entries of a `weakref.WeakKeyDictionary` that are made of their own key, and that nobody takes out."""
    for unit, call in project.sites.named(["WeakKeyDictionary"]):
        made = [store for store in unit.function.stores if store.value.call == call.order and store.kind == "set"]
        for store in made if call.path in _WEAK else ():
            family = project.family(unit) if store.path.startswith("self.") else None
            place = family.places[store.path] if family else project.globals[store.path]
            if not _is_taken_out(place):
                yield from _held(project, unit, store, place)


def _is_taken_out(place: Place) -> bool:
    return any(did.what.kind == "delete" for did in place.set) or bool(place.calls_to(_LEAVE, ""))


def _held(project: Project, unit: Unit, made: Store, place: Place) -> Iterator[Finding]:
    for did in place.set:
        key, value = did.what.key, did.what.value
        if did.part != "[]" or key is None or key.kind != "path" or when(project, did.unit) == "setup":
            continue
        holder = _holder(project, did.unit, key.path, value)
        if holder is not None:
            yield _finding(unit, made, did.unit, did.what, holder)
            return


def _holder(project: Project, unit: Unit, key: str, value: Value) -> list[Evidence] | None:
    """Where a value keeps what it is made of, if that is the key; None where it does not, or nobody knows."""
    if value.kind in _HOLDS and key in value.names:
        return []
    if value.kind == "path" and value.path.startswith(f"{key}.") and "()" not in value.path:
        methods = project.types.callee(unit, value.path)
        return [] if methods else None  # a bound method holds its object
    call = unit.call_by_order(value.call) if value.call >= 0 else None
    family = project.families.made_as(project.families.resolve(call.path)) if call else None
    if call is None or family is None:
        return None
    for making in family.methods.get("__init__", ()):
        for position, parameter in enumerate(making.function.params):
            given = call.argument(position, parameter.name)
            if given is not None and given.kind == "path" and given.path == key:
                for store in making.function.stores:
                    own = root_of(store.path)[0].startswith("self.") and store.kind == "set"
                    if own and store.value.kind == "path" and store.value.path == f"%{parameter.name}":
                        return [seen(making, store, f"`{plain(store.path)}` refers to the key")]
    return None


def _finding(unit: Unit, made: Store, where: Unit, store: Store, holder: list[Evidence]) -> Finding:
    name, key = plain(made.path), plain(store.key.path) if store.key else ""
    return finding(
        CODE,
        where,
        store,
        f"`{name}` is weak in vain: what it keeps for `{key}` refers to `{key}`, so that this is never collected, and "
        f"its entry never leaves. Keep what the value needs of it, or a `weakref.ref` to it, or take the entry out.",
        subject=made.path,
        evidence=(*holder, seen(unit, made, f"`{name}` is made here")),
    )
