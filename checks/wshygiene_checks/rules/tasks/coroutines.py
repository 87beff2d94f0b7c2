"""What a task runs, and whether that ever ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wshygiene_checks.facts import Atom, Block, Call, Value
from wshygiene_checks.project import FINALIZER, Acquisition, Family, Project, Unit, root_of, runs_at_collection
from wshygiene_checks.rules.counterparts import bare_name
from wshygiene_checks.rules.findings import plain
from wshygiene_checks.rules.tasks.teardown import ends_something, teardown_reach

# ``endless``: nothing the project does ends it but cancellation. ``told``: a flag, event, queue or connection that
# teardown touches ends it. ``long``: it waits in a loop that has an end. ``bounded``: the rest.
RunningTime = Literal["endless", "told", "long", "bounded", "unknown"]

#: What teardown does to a thing that a loop waits for, besides releasing it.
TELLS = frozenset("set clear put put_nowait notify notify_all send send_nowait set_result task_done".split())
_WORKS = frozenset("put put_nowait send send_nowait task_done".split())  # of these, what is done all the time as well
_TAKES_OUT = frozenset("unregister deregister unsubscribe remove discard detach".split())
_LOCKS = frozenset("Lock RLock Condition Semaphore BoundedSemaphore".split())  # to release one ends nothing
_ASKS = ("is_set", "wait")  # of an event
_PAUSES = frozenset({"sleep", "sleep_until", "checkpoint"})  # whoever waits for them waits for nothing that can end
_LOOPS = ("while", "for", "async for")


def coroutine_of(acquisition: Acquisition) -> Value | None:
    """The coroutine, or the function to run, that a call which starts a task is given."""
    argument = acquisition.entry.coroutine_arg or acquisition.entry.handler_arg
    if argument is None:
        return acquisition.call.args[0] if acquisition.call.args else None
    return argument.among(acquisition.call.args, dict(acquisition.call.keywords))


def coroutine_name(acquisition: Acquisition) -> str:
    """The coroutine as a person would write it: ``self.pump()``."""
    coroutine = coroutine_of(acquisition)
    return plain(coroutine.path) if coroutine and coroutine.path else f"{acquisition.call.path}(...)"


def runs(project: Project, acquisition: Acquisition) -> list[Unit]:
    """The functions of the project that the task runs."""
    coroutine = coroutine_of(acquisition)
    path = coroutine.path.removesuffix("()") if coroutine else ""
    return project.types.callee(acquisition.unit, path) if path else []


def is_done_at_once(project: Project, acquisition: Acquisition) -> bool:
    """Whether the coroutine runs to its end in one go, because it waits for nothing."""
    callees = runs(project, acquisition)
    return bool(callees) and all(
        callee.function.is_async and callee.function.calls and not _waits(callee) for callee in callees
    )


def _waits(unit: Unit) -> bool:
    function = unit.function
    waits = any(call.awaited for call in function.calls) or any(block.kind[:5] == "async" for block in function.blocks)
    return bool(function.awaits) or waits


def fills_queue(project: Project, acquisition: Acquisition) -> bool:
    """Whether all that the task waits for is to put something into a queue, which takes long only while it is full."""
    coroutine = coroutine_of(acquisition)
    receiver, _, name = (coroutine.path.removesuffix("()") if coroutine else "").rpartition(".")
    if name == "put" and _is_queue(project, acquisition.unit, receiver):
        return True
    callees = runs(project, acquisition)
    return bool(callees) and all(_only_puts(project, callee) for callee in callees)


def _only_puts(project: Project, unit: Unit) -> bool:
    function = unit.function
    if function.awaits or any(block.kind[:5] == "async" for block in function.blocks):
        return False
    waits = [call for call in function.calls if call.awaited]
    return bool(waits) and all(call.name == "put" and _is_queue(project, unit, call.receiver) for call in waits)


def _is_queue(project: Project, unit: Unit, path: str) -> bool:
    types = project.types.of(unit, path)
    return any(each.endswith("Queue") for each in types) or "queue" in path.rpartition(".")[2].lower()


def running_time(project: Project, acquisition: Acquisition) -> RunningTime:
    """Whether the coroutine loops without end; unknown where its code is not in the project."""
    callees = runs(project, acquisition)
    if not callees:
        coroutine = coroutine_of(acquisition)
        name = coroutine.path.removesuffix("()").rpartition(".")[2] if coroutine else ""
        return "endless" if name in _serving(project) else "unknown"
    return next((time for time in ("endless", "told", "long") if time in _times(project, callees)), "bounded")


def _times(project: Project, callees: list[Unit]) -> set[RunningTime]:
    return {time_of(project, callee) for callee in callees}


def time_of(project: Project, unit: Unit) -> RunningTime:
    """How long one function runs."""
    if not is_endless(project, unit):
        waits = any(call.name == "sleep" and unit.is_within(call.block, *_LOOPS) for call in unit.function.calls)
        return "long" if waits else "bounded"
    family = project.family(unit)
    return "told" if family is not None and _told(project, family, unit) else "endless"


def is_endless(project: Project, unit: Unit) -> bool:
    """Whether a function loops for ever, iterates over a stream, or serves until it is told to stop."""
    serving = _serving(project)
    return any(
        endless_loop(unit, block) and not _ends_by_itself(project, unit, block) for block in unit.function.blocks
    ) or any(call.awaited and call.name in serving for call in unit.function.calls)


def _ends_by_itself(project: Project, unit: Unit, block: Block) -> bool:
    """Whether a loop goes through what generators of the project yield, none of which loops for ever."""
    if block.kind != "async for" or not block.values:
        return False
    generators = project.types.callee(unit, block.values[0].path.removesuffix("()"))
    return bool(generators) and all(
        any(leaving.kind == "yield" for leaving in each.function.exits)
        and not any(endless_loop(each, inner) for inner in each.function.blocks)
        for each in generators
    )


def _serving(project: Project) -> frozenset[str]:
    """Methods that end only when somebody stops them, unlike a single wait or receive."""
    return frozenset(name for name in project.knowledge.vocabulary.endless_methods if name.endswith("forever"))


def endless_loop(unit: Unit, block: Block) -> bool:
    """Whether a block is a loop that only something outside it can end: ``while True``, ``while self.running``."""
    if block.kind == "async for":
        return True
    if block.kind != "while" or not all(atom.test in ("true", "false") for atom in block.atoms):
        return False
    return bool(block.atoms) and not (_says_true(block.atoms) and _leaves(unit, block))


def _says_true(atoms: tuple[Atom, ...]) -> bool:
    return all(atom.path in ("True", "1") for atom in atoms)


def _leaves(unit: Unit, loop: Block) -> bool:
    """Whether a ``while True`` has a way out besides exceptions: it reads until the end, or retries until it works."""
    function = unit.function
    index = function.blocks.index(loop)
    return any(
        leaving.kind in ("return", "break") and _inside(unit, leaving.block, index) for leaving in function.exits
    )


def _inside(unit: Unit, block: int, loop: int) -> bool:
    """Whether a block is in a loop, but not in the handler of an exception there."""
    blocks = unit.function.blocks
    while block > 0 and block != loop:
        if blocks[block].kind == "except":
            return False
        block = blocks[block].parent
    return block == loop


def told_by_flag(project: Project, family: Family, unit: Unit) -> bool:
    """Whether somebody sets or clears what the conditions in a function test."""
    return _touched(project, family, unit, frozenset(tested(unit)))


def _told(project: Project, family: Family, unit: Unit) -> bool:
    """Whether somebody ends or wakes what a function, or the methods it awaits, tests, iterates over or waits for."""
    watched = {*tested(unit), *waited_for(unit)}
    for call in unit.function.calls:
        if call.receiver == "self" and call.awaited:
            watched.update(path for callee in family.methods.get(call.name, ()) for path in waited_for(callee))
    return _touched(project, family, unit, frozenset(watched - _opened_again(unit)))


def _touched(project: Project, family: Family, unit: Unit, watched: frozenset[str]) -> bool:
    own = {path for path in watched if path.startswith("self.") and not _is_lock(project, unit, path)}
    ending = {other.name for other in teardown_reach(project, family)}
    others = [other for other in family.units if other.name != unit.name and not project.roles.is_setup(other)]
    if FINALIZER in family.methods:  # it does not run while a method of its object does
        others = [other for other in others if not runs_at_collection(project, other)]
    if any(_told_from_outside(project, family, unit, path) for path in own) or _is_given_its_end(family, unit):
        return True
    for other in others if own else ():
        flags = other.name in ending or ends_something(project, other)
        if flags and any(store.path in own for store in other.function.stores):
            return True
        calls = (call for call in other.function.calls if call.receiver in own)
        if any(_tells(project, call) and (flags or call.name not in _WORKS) for call in calls):
            return True
    return False


def _is_lock(project: Project, unit: Unit, path: str) -> bool:
    return any(type_.rpartition(".")[2] in _LOCKS for type_ in project.types.of(unit, path))


def _told_from_outside(project: Project, family: Family, unit: Unit, path: str) -> bool:
    """Whether code beyond the class sets an event that the loop looks at: ``pump.stopping.set()``."""
    is_event = any(type_.endswith(".Event") for type_ in project.types.of(unit, path))
    return is_event and "set" in project.done_to(family, path[5:])


def _is_given_its_end(family: Family, unit: Unit) -> bool:
    """Whether the object was given what a loop asks for its end: ``self._stopping.is_set()``, ``self._bot.closed``."""
    return any(
        store.what.value.path == f"%{parameter.name}"
        for block in unit.function.blocks
        for root, asks in (root_of(atom.path) for atom in block.atoms)
        if (asks if block.kind == "while" else asks.strip(".()") in _ASKS)
        for store in family.places[root].set
        for parameter in store.unit.function.params
    )


def _tells(project: Project, call: Call) -> bool:
    """``cancel_remaining`` of a task group tells as ``cancel`` does; to be taken out of a registry tells nobody."""
    first = bare_name(call.name).partition("_")[0]
    if first in _TAKES_OUT and any(value.is_self for value in call.args):
        return False
    words = project.knowledge.vocabulary.teardown_methods
    return call.name in TELLS or call.name in project.knowledge.releases or first in words


def _opened_again(unit: Unit) -> set[str]:
    """Attributes that an endless loop opens anew whenever they were closed: closing one ends the round, not the loop.

    Only where every end of a round is seen to lead to the next one: the loop has no way out, and gets over the loss.
    """
    return {
        store.path
        for store in unit.function.stores
        if (made := unit.made_by(store.value)) and not made.startswith("self.")
        for index, loop in enumerate(unit.function.blocks)
        if loop.kind == "while" and _says_true(loop.atoms) and _within(unit, store.block, index)
        if not any(
            leaving.kind not in ("continue", "yield") and _within(unit, leaving.block, index)
            for leaving in unit.function.exits
        )
        if any(
            _gets_over(block, store.path) and _within(unit, number, index)
            for number, block in enumerate(unit.function.blocks)
        )
    }


def _gets_over(block: Block, path: str) -> bool:
    """Whether a block outlives the loss of a connection: a handler, ``suppress``, or iterating to its end."""
    if block.kind == "with":
        return any(value.path.startswith("contextlib.suppress") for value in block.values)
    return block.kind == "except" or (block.kind == "async for" and path in (value.path for value in block.values))


def _within(unit: Unit, block: int, loop: int) -> bool:
    blocks = unit.function.blocks
    while block > loop:
        block = blocks[block].parent
    return block == loop


def decided_elsewhere(unit: Unit) -> bool:
    """Whether a loop asks what belongs to nobody here whether it is to go on: a global flag, the event it was given."""
    blocks = unit.function.blocks
    for index, loop in enumerate(blocks):
        if loop.kind != "while" or not endless_loop(unit, loop):
            continue
        leaving = (each for each in unit.function.exits if each.kind in ("return", "break"))
        around = (
            block for each in leaving if _within(unit, each.block, index) for block in unit.blocks_around(each.block)
        )
        atoms = (*loop.atoms, *(atom for block in around if block.kind in ("if", "else") for atom in block.atoms))
        if any(atom.path not in ("True", "1") and not atom.path.startswith("self.") for atom in atoms):
            return True
    return False


def tested(unit: Unit) -> Iterator[str]:
    """Attributes of the object that decide when a function ends: tested by its loops, or before it leaves them."""
    exits = (each for each in unit.function.exits if each.kind not in ("continue", "yield"))
    leaving = {block.group for each in exits for block in unit.blocks_around(each.block)}
    for block in unit.function.blocks:
        if block.kind == "while" or block.group in leaving:
            yield from (root_of(atom.path)[0] for atom in block.atoms)
    yield from (root_of(call.receiver)[0] for call in unit.function.calls if call.use == "test")


def used_in_loops(unit: Unit) -> Iterator[str]:
    """Attributes whose methods a thread calls in its loops, also by a local name: a read fails when that is closed."""
    names = {store.path: store.value.path for store in unit.function.stores if store.value.kind == "path"}
    for call in unit.function.calls:
        if unit.is_within(call.block, *_LOOPS):
            root = root_of(call.receiver)[0]
            yield root_of(names.get(root, root))[0]


def waited_for(unit: Unit) -> Iterator[str]:
    """Attributes of the object, and local names, that a function iterates over, or calls and awaits methods of."""
    for block in unit.function.blocks:
        if block.kind in ("async for", "with", "async with"):
            yield from (root_of(value.path)[0] for value in block.values)
    for call in unit.function.calls:
        if call.use == "iterate":  # `async for change in watch(path, stop_event=self.stopping)`
            yield from (value.path for _, value in call.keywords if value.path.startswith("self."))
        if call.awaited and call.name not in _PAUSES:
            yield root_of(call.receiver)[0]
            yield from (root_of(value.path)[0] for value in call.args if value.path.startswith("self."))
