"""WSH207: a loop catches its own cancellation and carries on."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding

CODE = "WSH207"
_CANCELLED = frozenset(
    ("asyncio.CancelledError", "asyncio.exceptions.CancelledError", "BaseException", "CancelledError")
)
_PASSING = ("throw", "athrow", "set_exception")
_WAITING = ("gather", "wait_for", "shield", "wait", "result", "join")
_LOOPS = ("while", "async for")
_RUNS = ("run", "run_until_complete")
_LEAVES = frozenset(("exit", "_exit", "stop", "uncancel"))


def find(project: Project) -> Iterator[Finding]:
    """Handlers that catch a cancellation inside an endless loop, and neither raise nor leave the loop."""
    for unit in project.units:
        if unit.function.is_async:
            for index, block in enumerate(unit.function.blocks):
                swallows = _swallows if block.kind == "except" else _suppresses if block.kind == "with" else None
                if swallows and swallows(unit, index):
                    yield _finding(unit, index, "medium" if _is_program(project, unit) else "high")


def _is_program(project: Project, unit: Unit) -> bool:
    """Whether it is what a loop is run for: then it is Ctrl-C that cancels it, which a prompt may mean to survive."""
    return any(
        given.path.removesuffix("()") == unit.name
        for where, call in project.sites.named(_RUNS)
        for given in call.args[:1]
        if given.kind == "call"
    )


def _swallows(unit: Unit, index: int) -> bool:
    block = unit.function.blocks[index]
    return (
        any(name in _CANCELLED for name in block.names)
        and _endless_loop_around(unit, block) is not None
        and not _leaves(unit, index)
        and not _remembers(unit, index)
        and not _handled_before(unit, index)
        and _waits(unit, block.group)
        and not _awaits_what_it_cancelled(unit, block.group)
        and not _passes_on(unit)
    )


def _suppresses(unit: Unit, index: int) -> bool:
    """Whether ``with suppress(CancelledError):`` in an endless loop waits for something that nobody here cancels."""
    block = unit.function.blocks[index]
    inside = _inside(unit, index)
    waiting = [call for call in unit.function.calls if call.awaited and call.block in inside]
    return (
        not _CANCELLED.isdisjoint(_suppressed(unit, block))
        and _endless_loop_around(unit, block) is not None
        and bool(waiting)
        and not any(call.name in _WAITING for call in waiting)
        and not any(each.block in inside for each in unit.function.awaits)
        and not any(call.name == "cancel" for call in unit.function.calls)
        and not _leaves(unit, index)
        and not _passes_on(unit)
    )


def _suppressed(unit: Unit, block: Block) -> list[str]:
    """The exceptions that ``with suppress(...)`` is given."""
    calls = [unit.call_by_order(value.call) for value in block.values if value.path == "contextlib.suppress()"]
    return [value.path for call in calls if call is not None for value in call.args]


def _endless_loop_around(unit: Unit, block: Block) -> Block | None:
    """The nearest loop around the handler, if nothing but cancellation ends it."""
    loop = next((each for each in unit.blocks_around(block.parent) if each.kind in ("while", "for", "async for")), None)
    if loop is None or loop.kind not in _LOOPS:
        return None
    endless = loop.kind == "while" and all(atom.test == "true" and atom.path in ("True", "1") for atom in loop.atoms)
    return loop if endless else None


def _leaves(unit: Unit, index: int) -> bool:
    """Whether the handler, on any path, raises, returns or breaks out, or ends the process.

    ``task.uncancel()`` is as good: the cancellation was heard, and is to have no effect, as while cleaning up.
    """
    inside = _inside(unit, index)
    leaving = any(each.kind in ("raise", "return", "break") and each.block in inside for each in unit.function.exits)
    exiting = any(call.name in _LEAVES and call.block in inside for call in unit.function.calls)
    return leaving or exiting


def _inside(unit: Unit, index: int) -> set[int]:
    """A block and all that lie in it."""
    inside = {index}
    for number, block in enumerate(unit.function.blocks):
        if block.parent in inside and number != index:
            inside.add(number)
    return inside


def _remembers(unit: Unit, index: int) -> bool:
    """Whether the handler notes that it was cancelled, and the loop raises what it noted, or leaves because of it."""
    inside = _inside(unit, index)
    stores = [store for store in unit.function.stores if store.block in inside]
    noted = {store.path for store in stores}
    noted |= {store.value.path for store in stores if store.value.kind == "path"}  # what is noted is named by either
    return any(
        leaving.value.path in noted
        or any(atom.path in noted for block in unit.blocks_around(leaving.block) for atom in block.atoms)
        for leaving in unit.function.exits
        if leaving.kind in ("raise", "return", "break")
    )


def _handled_before(unit: Unit, index: int) -> bool:
    """Whether an earlier handler of the same ``try`` takes the cancellation."""
    block = unit.function.blocks[index]
    earlier = [
        each
        for each in unit.function.blocks[:index]
        if each.kind == "except" and each.group == block.group and each.line < block.line
    ]
    return any(name in _CANCELLED for each in earlier for name in each.names)


def _inside_try(unit: Unit, group: int, block: int) -> bool:
    return any(around.kind == "try" and around.group == group for around in unit.blocks_around(block))


def _waits(unit: Unit, group: int) -> bool:
    """Whether the ``try`` awaits anything, so that a cancellation can arrive there."""
    function = unit.function
    return any(call.awaited and _inside_try(unit, group, call.block) for call in function.calls) or any(
        _inside_try(unit, group, awaited.block) for awaited in function.awaits
    )


def _awaits_what_it_cancelled(unit: Unit, group: int) -> bool:
    """Whether the ``try`` waits for another task that may be cancelled: the error may be that task's, not its own."""
    function = unit.function
    if any(_inside_try(unit, group, awaited.block) for awaited in function.awaits):
        return True
    return any(
        call.awaited and call.name in _WAITING and _inside_try(unit, group, call.block) for call in function.calls
    ) or any(call.name == "cancel" for call in function.calls)


def _passes_on(unit: Unit) -> bool:
    """Whether an error that a handler has caught is thrown into a generator, or becomes the outcome of a future."""
    function = unit.function
    bound = {store.path for store in function.stores} | {f"%{parameter.name}" for parameter in function.params}
    return any(
        call.name in _PASSING and any(value.path.startswith("%") and value.path not in bound for value in call.args)
        for call in function.calls
    )


def _finding(unit: Unit, index: int, confidence: Confidence) -> Finding:
    block = unit.function.blocks[index]
    is_handler = block.kind == "except"
    names = block.names if is_handler else _suppressed(unit, block)
    caught = next((name for name in names if name in _CANCELLED), "BaseException")
    last = caught.rpartition(".")[2]
    message = (
        f"`{f'except {last}' if is_handler else f'suppress({last})'}` catches the cancellation of "
        f"`{unit.function.name}`, and its loop carries on. `cancel()` has no effect, so shutdown waits for ever or "
        f"leaves the task behind. Catch `Exception` instead, or raise again after cleaning up."
    )
    subject = f"{'except' if is_handler else 'suppress'} {caught} in {unit.function.qualname}"
    return finding(CODE, unit, block.line, message, subject=subject, confidence=confidence)
