"""Entries that an ending method takes out of a container while their tasks run on: ``del self._tasks[name]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call, Function, Store
from wshygiene_checks.project import Did, Family, Obligation, Project, Unit
from wshygiene_checks.rules.tasks.forgotten import ends_for_others
from wshygiene_checks.rules.tasks.teardown import reached, transferred
from wshygiene_checks.rules.tasks.timers import conditions_before

_TAKE_OUT = frozenset({"pop", "popitem", "popleft"})
_LOOPS = frozenset({"for", "async for", "while", "comprehension"})
_ENDS_ONE = frozenset({"drop", "delete", "evict", "kick"})  # first words of names, besides those that end anything
_LOOKS = frozenset({"done", "cancelled", "when", "is_alive"})


def forgotten_entries(
    project: Project, obligation: Obligation, family: Family, runs: Iterable[Unit]
) -> Iterator[Did[Call] | Did[Store]]:
    """Where methods that end something drop single entries, if others of the class cancel what they drop.

    ``runs`` is the code of the task or timer: what that reaches may take its own entry out, and so may what is told
    when it is done.
    """
    if obligation.part != "[]" or not obligation.releases or obligation.released_outside or transferred(obligation):
        return
    over = {unit.name for unit in reached(family, (*runs, *_told_when_done(family)))}
    releasing = {did.unit.name for did in (*obligation.releases, *obligation.awaits)}
    for did in dropped(project, obligation):
        if did.unit.name in over or _asks(did, obligation.root):
            continue
        if any(_reaches(family, unit, did.unit) for unit in family.units if unit.name in releasing):
            continue
        for ending in family.units:
            if _reaches(family, ending, did.unit) and _ends_for_others(project, family, ending):
                within = {unit.name for unit in reached(family, (ending,))}
                if not within & releasing and obligation.unit.name not in within:
                    yield did
                    break


def _ends_for_others(project: Project, family: Family, unit: Unit) -> bool:
    one = unit.function.name.partition("_")[0] in _ENDS_ONE and unit.function.owner and bool(unit.function.params)
    return bool(one) or ends_for_others(project, family, unit)


def dropped(project: Project, obligation: Obligation) -> Iterator[Did[Call] | Did[Store]]:
    """``self._tasks.pop(name, None)`` whose result nobody uses, ``del self._tasks[name]``, ``self._tasks.clear()``."""
    for called in obligation.place.calls_to(_TAKE_OUT, ""):
        dropped = called.what.use == "drop" and not called.what.awaited
        if dropped or _only_named(project, obligation.root, called):
            yield called
    for stored in obligation.place.set:
        if stored.what.kind == "delete" and stored.part == "[]":
            yield stored
    for emptied in obligation.place.calls_to({"clear"}, ""):
        if not _goes_through(emptied.unit):
            yield emptied


def _only_named(project: Project, root: str, taken: Did[Call]) -> bool:
    """Whether what is taken out gets a local name, and the method does nothing with it but to ask if it is any."""
    call, unit = taken.what, taken.unit
    if call.use != "store" or not call.targets or not all(path.startswith("%") for path in call.targets):
        return False
    names = (f"{root}[]", *call.targets)
    read = (path for each in (unit, *project.nested(unit)) for path in _read(each.function, call.targets))
    return not any(path.startswith(names) for path in read)


def _read(function: Function, apart: tuple[str, ...]) -> Iterator[str]:
    """The paths that a function reads, but for its conditions, and for what it stores into those places."""
    values = [leaving.value for leaving in function.exits]
    values += [value for block in function.blocks for value in block.values]
    values += [store.value for store in function.stores if store.path not in apart]
    for call in function.calls:
        yield call.path
        values += [*call.args, *[value for _, value in call.keywords]]
    yield from (awaited.path for awaited in function.awaits)
    yield from (path for value in values for path in (value.path, *value.names))


def _goes_through(unit: Unit) -> bool:
    """Whether a method goes through what the object has, one by one: what it does to each may end its task as well."""
    return any(block.kind in _LOOPS for block in unit.function.blocks)


def _told_when_done(family: Family) -> list[Unit]:
    """The methods that a finished task calls, itself or through a lambda or partial."""
    calls = (call for unit in family.units for call in unit.function.calls if call.name == "add_done_callback")
    names = {name for call in calls for value in call.args for name in (value.path.removesuffix("()"), *value.names)}
    return [unit for name in names if name.startswith("self.") for unit in family.methods.get(name[5:], ())]


def _asks(did: Did[Call] | Did[Store], root: str) -> bool:
    """Whether the method asks first whether what it drops is over, or drops what it looked up as over."""
    unit, what = did.unit, did.what
    if any(call.name in _LOOKS for call in unit.function.calls):
        return True
    return any(path.startswith(root + "[]") for path in conditions_before(unit, what.order, what.block))


def _reaches(family: Family, unit: Unit, other: Unit) -> bool:
    return any(each.name == other.name for each in reached(family, (unit,)))
