"""WSH205: a wait for the first of several tasks leaves the others running."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block, Call, Store, Value
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Did, Place, Places, Project, Unit, of_locals, places_in, stores_to
from wshygiene_checks.rules.findings import finding, seen
from wshygiene_checks.rules.tasks.coroutine_not_awaited import is_coroutine_function
from wshygiene_checks.rules.tasks.coroutines import endless_loop
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.forgotten_loser import LOOKS, forgotten_loser
from wshygiene_checks.rules.tasks.left_by_failure import left_by_failure
from wshygiene_checks.rules.tasks.wrappers import wrappers

CODE = "WSH205"
_WAITS = frozenset(("asyncio.wait", "asyncio.tasks.wait"))
_AS_COMPLETED = frozenset(("asyncio.as_completed", "asyncio.tasks.as_completed"))
_STARTS = ("create_task", "ensure_future", "start_soon")
_BY_ITSELF = frozenset({"sleep", "to_thread", "run_in_executor"})
_TASKS = frozenset({"asyncio.Task", "asyncio.tasks.Task"})
_PUTS = ("append", "add")
_CANCELLATIONS = frozenset({"asyncio.CancelledError", "asyncio.exceptions.CancelledError"})
_LOOKED_AT = frozenset("len print isinstance asyncio.wait asyncio.tasks.wait".split())


def find(project: Project) -> Iterator[Finding]:
    """Waits whose losers nobody cancels, awaits or keeps."""
    for unit, call in project.sites.named(("wait", "as_completed")):
        if belongs_to_the_process(unit):
            continue  # whatever is left ends with the loop, which it runs
        runs = call.awaited or call.use != "drop"  # else it is a coroutine that never starts
        if call.path in _WAITS and runs and _first_only(call) and _has_losers(project, unit, call):
            yield _finding(project, unit, call, "high" if _losers(project, unit, call) else "medium")
        elif _as_completed(unit, call) and _has_losers(project, unit, call):
            yield _finding(project, unit, call, "high")
    yield from left_by_failure(project)
    yield from forgotten_loser(project)


def _first_only(call: Call) -> bool:
    when = call.keyword("return_when")
    return when is not None and when.path.rpartition(".")[2].strip("'\"") in ("FIRST_COMPLETED", "FIRST_EXCEPTION")


def _as_completed(unit: Unit, call: Call) -> bool:
    return call.path in _AS_COMPLETED and call.use == "iterate" and _leaves_early(unit, call)


def _leaves_early(unit: Unit, call: Call) -> bool:
    """Whether the loop over the results is left by ``break`` or ``return`` on its straight path."""
    blocks = unit.function.blocks
    loops = {index for index, block in enumerate(blocks) if any(value.call == call.order for value in block.values)}
    return any(leaving.kind in ("break", "return") and leaving.block in loops for leaving in unit.function.exits)


def _inline(project: Project, unit: Unit, call: Call) -> list[Call]:
    """The coroutines and tasks written out as elements of the first argument, which nothing else can name."""
    written = [each for each in unit.function.calls if each.consumer == call.order and each.nested]
    return [each for each in written if not _gives_future(project, unit, each)]


def _losers(project: Project, unit: Unit, call: Call) -> list[Call]:
    """What the wait itself has to start as tasks, which nothing else can cancel: in the call, or in a list for it."""
    names = _locals_in(unit, call.args[0]) if call.args else []
    return _inline(project, unit, call) or _coroutines(project, unit, names)


def _coroutines(project: Project, unit: Unit, names: list[str]) -> list[Call]:
    """The coroutines that these locals hold: written out, one for each item, or put in one by one."""
    puts = {put.order for put in _put_into(unit, names)}
    made = (call for call in unit.function.calls if call.consumer in puts or not set(call.targets).isdisjoint(names))
    callees = ((call, project.types.callee(unit, call.path)) for call in made if not call.awaited)
    return [call for call, found in callees if found and all(map(is_coroutine_function, found))]


def _gives_future(project: Project, unit: Unit, call: Call) -> bool:
    """Whether plain functions of the project are called: what they return is a future that somebody else keeps."""
    callees = project.types.callee(unit, call.path)
    if call.name in _STARTS or any(value.kind == "call" for value in call.args):
        return False  # given a coroutine, it starts a task
    if not callees and call.receiver.startswith(("self.", "%")):
        callees = [other for other in project.units if other.owner and other.function.name == call.name]
    starts = {wrapper.unit.name for wrapper in project.shared(wrappers)} if callees else set()
    return bool(callees) and not any(
        callee.function.is_async or callee.name in starts or _passes_on_coroutine(callee) for callee in callees
    )


def _passes_on_coroutine(unit: Unit) -> bool:
    """Whether a plain function returns what an event's or condition's ``wait()`` gives: a coroutine of its own."""
    return any(
        leaving.kind == "return" and leaving.value.kind == "call" and leaving.value.path.endswith(".wait()")
        for leaving in unit.function.exits
    )


def _has_losers(project: Project, unit: Unit, call: Call) -> bool:
    if call.keyword("timeout") is None and not call.args:
        return False
    places = places_in((unit, *project.nested(unit)), of_locals)
    waited = call.args[0] if call.args else None
    names = _locals_in(unit, waited)
    held = frozenset(names)
    started = {target for each in _starts(project, unit) for target in each.targets if target in names}
    in_vain = _when_time_is_up(unit, call, started) if len(started) > 1 else frozenset()
    in_vain |= _when_cancelled(unit, call)
    if call.path in _WAITS and any(
        _ended(unit, places[name], held, in_vain, name not in held) for name in _pending(unit, call)
    ):
        return False
    if _inline(project, unit, call):
        return True
    if _waits_for_all(unit, call, [*names, *_pending(unit, call)]):
        return False
    renewed = _renewed(unit, call, places, names)
    if _some_are_kept(unit, waited) and not any(name in started and _goes_on(unit, name) for name in names):
        return False
    if any(_is_parameter(unit, name) or _ended(unit, places[name], held, in_vain, name in renewed) for name in names):
        return False
    return _started_here(project, unit, names) or bool(_coroutines(project, unit, names))


def _some_are_kept(unit: Unit, waited: Value | None) -> bool:
    """Whether something is waited for that is kept elsewhere, and may be ended there, in a list of its own or not."""
    names = waited.names if waited else ()
    lists = (store.value for store in unit.function.stores if store.path in names and store.value.kind == "display")
    kept = any(name.startswith("self.") for value in lists for name in value.names)
    return kept or any(not name.startswith("%") for name in names)


def _waits_for_all(unit: Unit, call: Call, names: list[str]) -> bool:
    """Whether a loop around the wait goes on for as long as anything is left: ``while len(pending) > 0``."""
    loops = [block for block in unit.blocks_around(call.block) if block.kind == "while"]
    tested = {path for block in loops for atom in block.atoms for path in (atom.path, atom.other)}
    return any(f"len({name})" in tested for name in names)


def _pending(unit: Unit, call: Call) -> list[str]:
    """The local names of what is not done yet: the second of the pair, or the pair as a whole."""
    names = [store.path for store in unit.function.stores if store.value.call == call.order]
    return names[1:] or names


def _locals_in(unit: Unit, waited: Value | None) -> list[str]:
    """The locals that hold the tasks: those written out, the container of them, and what was put into that."""
    names = [name for name in (waited.names if waited else ()) if name.startswith("%")]
    for name in list(names):
        if not _starts_several(unit, name):  # where all are started on the spot, names in it are what they work on
            for store in unit.function.stores:
                if store.path == name and store.value.kind in ("display", "copy", "comprehension", "path", "other"):
                    names += [inner for inner in store.value.names if inner.startswith("%")]
    names += [value.path for put in _put_into(unit, names) for value in put.args if value.path.startswith("%")]
    return list(dict.fromkeys(names))


def _put_into(unit: Unit, names: list[str]) -> list[Call]:
    """The calls that put something into one of these lists or sets: ``tasks.append(task)``."""
    return [call for call in unit.function.calls if call.name in _PUTS and call.receiver in names]


def _is_parameter(unit: Unit, name: str) -> bool:
    return any(f"%{parameter.name}" == name for parameter in unit.function.params)


def _when_time_is_up(unit: Unit, call: Call, names: set[str]) -> frozenset[int]:
    """The blocks that run only where nothing was done when the wait was over: nobody has lost there, nor won."""
    stores = [store.path for store in unit.function.stores if store.value.call == call.order]
    done = {f"len({stores[0]})", stores[0]} if len(stores) > 1 else set()
    waiting = {f"{name}.done()" for name in names}
    found = set()
    for index, block in enumerate(unit.function.blocks):
        not_done = {atom.path for atom in block.atoms if block.kind == "if" and atom.test == "false"}
        if block.parent in found or not_done & done or waiting <= not_done:
            found.add(index)
    return frozenset(found)


def _when_cancelled(unit: Unit, call: Call) -> frozenset[int]:
    """The handlers that run only where the wait itself is cancelled: what they end has neither won nor lost."""
    tried = {block.group for block in unit.blocks_around(call.block) if block.kind == "try"}
    blocks = enumerate(unit.function.blocks)
    return frozenset(
        index
        for index, block in blocks
        if block.kind == "except" and block.group in tried and {*block.names} <= _CANCELLATIONS and block.names
    )


def _started_here(project: Project, unit: Unit, names: list[str]) -> bool:
    """Whether at least one of the names holds a task that this function starts, and stores nowhere else as well."""
    puts = {call.order for call in _put_into(unit, names)}
    starts = [call for call in _starts(project, unit) if all(target.startswith("%") for target in call.targets)]
    return any(call.consumer in puts or any(target in names for target in call.targets) for call in starts)


def _starts(project: Project, unit: Unit) -> list[Call]:
    """The calls that start tasks, also those of functions of the project that return the task they start."""
    starts = {wrapper.unit.name for wrapper in project.shared(wrappers)}
    return [
        call
        for call in unit.function.calls
        if _is_start(call) or any(callee.name in starts for callee in project.types.callee(unit, call.path))
    ]


def _is_start(call: Call) -> bool:
    return call.name in _STARTS or call.path in _TASKS


def _goes_on(unit: Unit, name: str) -> bool:
    """Whether the task in a local can be ended, and waits for more than a while: what sleeps is done soon."""
    made = [store.value.call for store in unit.function.stores if store.path == name]
    given = (call.args[0] for call in map(unit.call_by_order, made) if call is not None and call.args)
    return not any(unit.made_by(value).rpartition(".")[2] in _BY_ITSELF for value in given)


def _renewed(unit: Unit, call: Call, places: Places, names: list[str]) -> list[str]:
    """The tasks that each round of the loop around the wait starts anew, if there are two: one of them lost before."""
    loop = next(
        (block for block in unit.blocks_around(call.block) if block.kind in ("while", "for", "async for")), None
    )
    found = [name for name in names if any(_in_body(unit, store, loop) for store in stores_to(places[name], "set"))]
    return found if len(found) > 1 or any(_starts_several(unit, name) for name in found) else []


def _starts_several(unit: Unit, name: str) -> bool:
    """Whether a local is a list, set or dictionary of tasks that are all started where it is written out."""
    started = [call for call in unit.function.calls if call.nested and _is_start(call) and name in call.targets]
    written = [store.value for store in unit.function.stores if store.path == name]
    return len(started) > 1 and all(value.kind == "display" for value in written)


def _in_body(unit: Unit, store: Did[Store], loop: Block | None) -> bool:
    """Whether a store runs in each round of a loop, under no condition of its own."""
    for block in unit.blocks_around(store.what.block):
        if block is loop:
            return store.what.value.kind in ("call", "display")
        if block.kind not in ("try", "with", "async with"):
            return False
    return False


def _ended(unit: Unit, place: Place, held: frozenset[str], in_vain: frozenset[int], anew: bool) -> bool:
    """Whether something may end what this local holds: a cancel, an await, a call or container that takes it over.

    To put it into a list that is ``held`` as well ends nothing, nor does to cancel it in a block where it is
    ``in_vain``. In an endless loop the next round may wait for it again, unless what it holds is ``anew`` each time.
    """
    called = [did for did in place.called if did.what.name not in (*LOOKS, *_PUTS)]
    if any(
        did.what.name != "cancel" or did.unit.function is not unit.function or did.what.block not in in_vain
        for did in called
    ):
        return True
    if place.awaited or place.left:
        return True
    if any(did.what.path not in _LOOKED_AT and not _is_put(did.what, held) for did in place.handed):
        return True
    kept = [did for did in place.kept if not did.what.path.startswith("%")]
    again = [did for did in stores_to(place, "set") if unit.is_within(did.what.block, "while", "for", "async for")]
    waits_again = again and any(endless_loop(unit, block) for block in unit.function.blocks)
    return bool(kept) or bool(waits_again and not anew)


def _is_put(call: Call, held: frozenset[str]) -> bool:
    return call.name in _PUTS and call.receiver in held


def _finding(project: Project, unit: Unit, call: Call, confidence: Confidence) -> Finding:
    what = "`as_completed(...)` is left after" if call.path in _AS_COMPLETED else "`asyncio.wait(...)` returns with"
    message = (
        f"{what} the first result, and nothing cancels the tasks that lost. They run on, once for each call of "
        f"`{unit.function.name}`. Name the tasks, and cancel those that are pending in a `finally`."
    )
    losers = _losers(project, unit, call)
    return finding(
        CODE,
        unit,
        call,
        message,
        subject=f"{call.path} in {unit.function.qualname}",
        confidence=confidence,
        evidence=[_loser(unit, each) for each in losers[:3]],
    )


def _loser(unit: Unit, call: Call) -> Evidence:
    return seen(unit, call, f"`{call.path.replace('%', '')}()` may still be running")
