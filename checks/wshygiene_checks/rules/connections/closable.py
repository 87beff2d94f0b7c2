"""How objects of the project's own classes are ended: the methods that release what the class made for itself."""

from __future__ import annotations

from collections.abc import Container

from wshygiene_checks.project import Family, Unit, root_of
from wshygiene_checks.rules.connections.teardown import ENDS, is_own

_PUBLIC_ENDS = tuple(
    "close aclose async_close stop astop async_stop shutdown async_shutdown disconnect async_disconnect terminate "
    "cleanup dispose destroy cancel".split()
)
_EXITS = ("__exit__", "__aexit__")  # the way to end what has no other
WAYS = (*_PUBLIC_ENDS, *_EXITS)
# What runs on until it is cancelled: a class whose `cancel` does not end any of these only gives up waiting.
_RUNS = frozenset("call_later call_at callLater create_task ensure_future Timer start_background_task".split())
_STARTERS = _RUNS | {"Thread", "spawn", "create_background_task"}
_ENDS = ENDS.union(_EXITS)


def closable(family: Family, given: Container[str] = ()) -> tuple[str, ...]:
    """The methods by which an instance of this class of the project is ended, if ending it releases anything.

    ``given`` are attributes whose values were opened for the object, though not by itself.
    """
    ways = {name: [unit for unit in family.methods.get(name, ()) if not _ends_one(unit)] for name in _PUBLIC_ENDS}
    if not any(ways.values()):
        ways = _exits(family)
    surely = [name for name, units in ways.items() if any(_releases(family, unit, given) for unit in units)]
    others = [name for name, units in ways.items() if units and name not in surely]
    return (*surely, *others) if surely else ()


def _exits(family: Family) -> dict[str, list[Unit]]:
    """What leaves a context manager: the methods that ``__exit__`` calls on itself, and ``__exit__``."""
    leaving = {name: list(family.methods.get(name, ())) for name in _EXITS}
    calls = [call for units in leaving.values() for unit in units for call in unit.function.calls]
    own = {call.name: list(family.methods.get(call.name, ())) for call in calls if call.receiver == "self"}
    return {**own, **leaving}


def _ends_one(unit: Unit) -> bool:
    """Whether it ends one of the things that the object has, and not the object: ``disconnect(guild)``."""
    return any(not parameter.optional for parameter in unit.function.params)


def _releases(family: Family, unit: Unit, given: Container[str]) -> bool:
    """Whether the method, or one that it calls, ends something that the class made for itself, or was ``given``."""
    runs_on = unit.function.name == "cancel"
    units = _run_by(family, unit)
    return _ends_a_loop(family, units) or any(
        root.startswith("self.")
        and part in ("", "[]")
        and call.name in _ENDS
        and (root in given or _ends_own(family, root, runs_on))
        for each in units
        for call in each.function.calls
        for root, part in (root_of(call.receiver),)
    )


def _run_by(family: Family, unit: Unit) -> list[Unit]:
    """The method, what it calls on the same object at any depth, and what is defined inside; no other of its ends."""
    found = {unit.name: unit}
    waiting = [unit]
    while waiting:
        function = waiting.pop().function
        own = {call.name for call in function.calls if call.receiver == "self" and call.name not in _PUBLIC_ENDS}
        inside = [each for each in family.units if each.function.parent == function.qualname]
        for each in (*inside, *(method for name in sorted(own) for method in family.methods.get(name, ()))):
            if each.name not in found:
                found[each.name] = each
                waiting.append(each)
    return list(found.values())


def _ends_a_loop(family: Family, units: list[Unit]) -> bool:
    """Whether this code sets what a loop of the class tests that runs by itself: ``self._running = False``."""
    told = {store.path for each in units for store in each.function.stores if store.value.kind == "constant"}
    told |= {call.receiver for each in units for call in each.function.calls if call.name == "set" and not call.args}
    told = {path for path in told if path.startswith("self.")}
    return bool(told) and any(_tests(unit, told) and runs_by_itself(family, unit) for unit in family.units)


def _tests(unit: Unit, told: set[str]) -> bool:
    loops = (block for block in unit.function.blocks if block.kind == "while")
    return any(root_of(atom.path)[0] in told for block in loops for atom in block.atoms)


def runs_by_itself(family: Family, unit: Unit) -> bool:
    """Whether the class hands a method to a task or a thread."""
    path = f"self.{unit.function.name}"
    if any(did.what.name in _STARTERS for did in family.places[path].handed):
        return True
    calls = [(each, call) for each in family.units for call in each.function.calls if call.path == path]
    consumers = (each.call_by_order(call.consumer) for each, call in calls if call.use == "argument")
    return any(consumer is not None and consumer.name in _STARTERS for consumer in consumers)


def _ends_own(family: Family, root: str, runs_on: bool) -> bool:
    """Whether an attribute is the class's own; what ``cancel`` ends must be something that ``runs_on`` without it."""
    made = {did.unit.made_by(did.what.value).rpartition(".")[2] for did in family.places[root].set}
    return is_own(family, root) and not (runs_on and made.isdisjoint(_RUNS))
