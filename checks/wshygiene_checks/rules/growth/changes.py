"""What is added to a container and what is taken out of it again, by whomever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Atom, Block, Call, Exit, Store, Value
from wshygiene_checks.project import Did, Project, Unit
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.outsiders import added_from_outside

_TAKE_ANY = frozenset({"pop", "popitem", "popleft"})
_NONE_LEFT = frozenset({"IndexError", "KeyError", "LookupError"})
_SHRINKING_FUNCTIONS = frozenset({"heapq.heappop", "heapq.heapreplace", "heapq.heappushpop", "setattr", "delattr"})
_SORTS_THAT_REPLACE = frozenset({"set", "augment"})
# Of the methods that start something, those that do one piece of work each time.
_AGAIN = frozenset({"run", "arun", "open", "aopen", "async_open", "resume", "__enter__", "__aenter__", "load", "build"})
#: Functions that read or copy a container, and leave it as it is.
LOOKS = frozenset(
    "len list tuple set dict frozenset sorted iter enumerate reversed copy deepcopy dumps join gather wait extend "
    "update union append add get sleep map filter zip any all sum min max next send send_json publish emit broadcast "
    "heappush isinstance str repr format print MappingProxyType chain as_completed count index setdefault".split()
)


class Addition(NamedTuple):
    """Something put into a container: the key of a mapping, or the element itself, and the value kept."""

    unit: Unit
    what: Call | Store
    key: Value | None
    value: Value | None


class Removal(NamedTuple):
    """Something that takes entries out; ``key`` is None where it takes out everything, or nobody knows what."""

    unit: Unit
    what: Call | Store | Exit
    key: Value | None
    method: str


def additions(project: Project, container: Container) -> Iterator[Addition]:
    """Everything that may add an entry, except while the container is being made."""
    grow = project.knowledge.vocabulary.grow
    for did in container.place.set:
        store = did.what
        if store.kind in _SORTS_THAT_REPLACE and did.part == "[]" and container.sort == "dict" and store.key:
            yield Addition(did.unit, store, store.key, store.value)
        elif store.kind == "augment" and not did.part and container.sort != "dict" and store.value.kind != "constant":
            yield Addition(did.unit, store, store.value, None)
    for call in container.place.called:
        if call.part or call.what.name not in grow:
            continue
        if container.sort != "dict" or call.what.name != "update":
            yield _added_by(call)
        elif call.what.args and call.what.args[0].kind == "display":  # `update({request.id: request})`
            yield Addition(call.unit, call.what, None, call.what.args[0])
    for handed in container.place.handed:
        if not handed.part and handed.what.path == "heapq.heappush" and len(handed.what.args) > 1:
            yield Addition(handed.unit, handed.what, handed.what.args[1], handed.what.args[1])
    if container.family is not None:
        for unit, what in added_from_outside(project, container.family, container.attribute):
            if isinstance(what, Call):
                yield _added_by(Did(unit, what, ""))
            elif container.sort == "dict":
                yield Addition(unit, what, what.key, what.value)


def nested_additions(project: Project, container: Container) -> Iterator[Addition]:
    """What is added to what is itself an entry: ``self._handlers[kind].append(handler)``, ``ROOMS[room][name] = 1``."""
    for stored in container.place.set:
        store = stored.what
        if store.kind in _SORTS_THAT_REPLACE and stored.part == "[][]" and container.sort == "dict" and store.key:
            yield Addition(stored.unit, store, store.key, store.value)
    for did in container.place.called:
        if did.part == "[]" and did.what.name in project.knowledge.vocabulary.grow:
            yield _added_by(did)


def _added_by(did: Did[Call]) -> Addition:
    call = did.what
    position = 1 if call.name == "insert" else 0
    key = call.args[position] if len(call.args) > position else None
    value = call.args[1] if call.name == "setdefault" and len(call.args) > 1 else key
    return Addition(did.unit, call, key, value)


def shrinking(project: Project) -> frozenset[str]:
    """Methods that take entries out of a container that is no queue."""
    return project.knowledge.vocabulary.shrink - {"get", "get_nowait"}


def removals(project: Project, container: Container, *, nested: bool = False) -> Iterator[Removal]:
    """Everything in the family or on the global that may take entries out; also from its entries, if ``nested``."""
    yield from _removed_by_stores(project, container, ("", "[]", "[][]") if nested else ("", "[]"))
    place, shrink = container.place, shrinking(project)
    for did in place.called:
        if (not did.part or (nested and did.part == "[]")) and did.what.name in shrink:
            yield Removal(did.unit, did.what, did.what.args[0] if did.what.args else None, did.what.name)
    for handed in place.handed:
        name = handed.part.rpartition(".")[2]
        if handed.part == f".{name}" and name in shrink:  # `task.add_done_callback(self._tasks.discard)`
            yield Removal(handed.unit, handed.what, None, name)
        elif handed.what.path in _SHRINKING_FUNCTIONS:
            yield Removal(handed.unit, handed.what, None, handed.what.name)
    for kept in place.kept:
        if kept.part.removeprefix(".") in shrink:
            yield Removal(kept.unit, kept.what, None, kept.part[1:])
    for left in place.left:
        if left.part.removeprefix(".") in shrink:
            yield Removal(left.unit, left.what, None, left.part[1:])


def empties_whole(container: Container, removal: Removal) -> bool:
    """Whether nothing is left afterwards: it is cleared, replaced, or emptied by a loop over all that is in it."""
    if removal.key is None and removal.method in ("clear", "="):
        return True
    for block in removal.unit.blocks_around(removal.what.block):
        if block.kind == "for":  # `for task in list(self._tasks): self._tasks.discard(task)`
            over = {value.path for value in block.values}
            own = removal.key is not None and removal.key.path == f"{container.path}[]"
            return container.path in over and own and not _skips(removal.unit, block)
        if block.kind == "while":  # `while self._tasks: self._tasks.pop()`
            asked = [*map(_asked, block.atoms)]
            return removal.method in _TAKE_ANY and (
                asked == [container.path] or (asked in (["True"], ["1"]) and _until_there_is_none(removal))
            )
        asks_for_it = block.kind == "if" and all(atom.path == container.path for atom in block.atoms)
        if not asks_for_it and block.kind not in ("try", "with", "async with"):
            break
    return False


def _until_there_is_none(removal: Removal) -> bool:
    """Whether what is raised where nothing is left ends the loop: ``except IndexError``."""
    unit = removal.unit
    tried = {block.group for block in unit.blocks_around(removal.what.block) if block.kind == "try"}
    handlers = (block for block in unit.function.blocks if block.kind == "except" and block.group in tried)
    return any(not _NONE_LEFT.isdisjoint(block.names) for block in handlers)


def _skips(unit: Unit, loop: Block) -> bool:
    """Whether a loop leaves some of what it goes through as it is."""
    leaving = (each for each in unit.function.exits if each.kind in ("continue", "break", "return"))
    return any(loop in unit.blocks_around(each.block) for each in leaving)


def _asked(atom: Atom) -> str:
    """What a loop asks to be empty at last."""
    if atom.test == "compare" and "0" in (atom.path, atom.other):
        return max(atom.path, atom.other, key=len).removeprefix("len(").removesuffix(")")
    return atom.path if atom.test == "true" else ""


def _removed_by_stores(project: Project, container: Container, parts: tuple[str, ...]) -> Iterator[Removal]:
    for did in container.place.set:
        store = did.what
        if store.kind == "delete" and did.part in parts:
            yield Removal(did.unit, store, store.key, "del")
        elif store.kind == "reduce" and not did.part:
            yield Removal(did.unit, store, None, "-=")
        elif not did.part and _replaces(project, did) and not _is_first(project, container, did):
            yield Removal(did.unit, store, None, "=")
        elif did.part == "[]" and container.sort == "list" and store.key and store.key.kind == "other":
            yield Removal(did.unit, store, None, "[:]")  # a slice


def _replaces(project: Project, did: Did[Store]) -> bool:
    """Whether the container is replaced, other than when its object is made or when there was none yet."""
    store, unit = did.what, did.unit
    if store.kind != "set" or unit.function.kind != "function":
        return False
    if store.path.startswith("self.") and project.occasions.is_making(unit):
        return False
    missing = [atom for block in unit.blocks_around(store.block) for atom in block.atoms]
    return not any(atom.test in ("none", "false") and atom.path == store.path for atom in missing)


def _is_first(project: Project, container: Container, did: Did[Store]) -> bool:
    """Whether the container begins here and nowhere else: in what starts its owner, which the owner calls once."""
    if container.within or container.family is None:
        return bool(container.within) and container.is_made_by(did)
    words, name = project.knowledge.vocabulary, did.unit.function.name
    bindings = [each.what for each in container.place.set if each.what.kind == "set" and not each.part]
    if len(bindings) > 1 or name not in words.setup_methods | words.startup_methods or name in _AGAIN:
        return False
    calling = [unit for unit in container.family.units for call in unit.function.calls if call.path == f"self.{name}"]
    return all(project.occasions.is_making(unit) for unit in calling)


def escapes(container: Container) -> bool:
    """Whether the container itself is handed, returned or stored where this project's eye cannot follow."""
    place = container.place
    return (
        any(not did.part and not looks(did) for did in place.handed)
        or any(not did.part and did.value is not None and did.value.kind == "path" for did in place.kept)
        or any(not did.part and did.value is not None and did.value.kind == "path" for did in place.left)
    )


def looks(did: Did[Call]) -> bool:
    """Whether what gets the container itself only reads or copies it."""
    whole = did.value is not None and did.value.kind in ("path", "display")
    return not whole or did.what.name in LOOKS
