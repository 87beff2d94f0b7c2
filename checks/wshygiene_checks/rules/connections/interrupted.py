"""What a function closes only when all goes well: a step between opening and closing fails, and nobody catches that."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block, Call
from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Project, Unit, root_of
from wshygiene_checks.rules.connections.failing import is_connecting
from wshygiene_checks.rules.connections.locals import Local
from wshygiene_checks.rules.connections.resources import is_number
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure
from wshygiene_checks.rules.time_limits import RAISING

_TRANSFERS = frozenset({"os.read", "os.write", "os.readv", "os.writev", "os.pread", "os.pwrite", "os.sendfile"})
_ENDS = ("close", "aclose", "async_close", "disconnect", "async_disconnect", "logout", "stop", "shutdown")
_OPENS = frozenset({"open", "aopen", "async_open", "start", "async_start", "subscribe", "psubscribe"})


def failing_step(local: Local) -> Call | Block | None:
    """The first step that has a time limit, or waits for the peer, with the thing open; None where that is connecting.

    What connecting leaves open is another rule's. A step that is no call is an ``async for`` over the thing.
    """
    for call in _unguarded(local):
        if call.path in RAISING:
            return call
        if _uses(local, call) and is_connecting(call.name):
            return None
        if _uses(local, call) and _waits(local, call):
            return call
    return _streaming(local)


def step_when_connected(local: Local) -> Call | Block | None:
    """The first step that waits for the peer once something is open, as an earlier step or the making of it tells.

    To be asked of a class that nothing is known about: whether it has anything open before cannot be told, except
    where making it is waited for.
    """
    waits = [call for call in _unguarded(local) if _is_its_own(local, call) and _waits(local, call)]
    if local.flow.awaited:
        return next(iter(waits), None) or _streaming(local)
    connects = (n for n, call in enumerate(waits) if is_connecting(call.name) or call.name in _OPENS)
    connected = next(connects, len(waits))
    return next(iter(waits[connected + 1 :]), None)


def closed_by_hand(project: Project) -> Iterator[Acquisition]:
    """What code out of sight makes for a function that closes it itself, and waits for that."""
    told = set()
    for unit, ending in project.sites.named(_ENDS):
        call = _made(unit, ending.receiver) if ending.awaited and ending.receiver.startswith("%") else None
        if call is None or not _is_made_out_of_sight(project, unit, call) or (unit.name, call.order) in told:
            continue
        told.add((unit.name, call.order))
        entry = Entry(id=call.path, pack="", kind="connection", acquire=(call.path,), release=_ENDS)
        yield Acquisition(unit, call, entry._replace(awaited=call.awaited), "named")


def _made(unit: Unit, local: str) -> Call | None:
    """The call that makes what a local name stands for, if it never stands for anything else."""
    stores = [store for store in unit.function.stores if store.path == local]
    return unit.call_by_order(stores[0].value.call) if len(stores) == 1 else None


def _is_made_out_of_sight(project: Project, unit: Unit, call: Call) -> bool:
    """Whether an object of an imported class is made, or comes from a method of something that nobody knows.

    What a call of another module is waited for is open when it comes, whatever it is.
    """
    if any(each.entry.kind != "subscription" for each in project.matcher.match(unit, call)):
        return False
    if call.path.startswith(("%", "self.")):
        return not project.types.callee(unit, call.path)
    is_class = call.name[:1].isupper() and call.path not in project.families.classes
    return "." in call.path and (is_class or call.awaited)


def _unguarded(local: Local) -> Iterator[Call]:
    """The calls between opening and closing whose error leaves the function, where only what follows them closes."""
    unit, opened = local.acquisition.unit, local.flow.outermost
    here = [did.what for did in local.releases if did.unit.name == unit.name]
    if not _closes_itself(local):
        return
    first = min((call.order for call in here), default=0)
    for call in unit.function.calls:
        behind = opened.order < call.order < first and call.consumer != opened.order
        between = behind or call.order == opened.consumer
        waits = call.path not in RAISING or call.awaited or call.use == "with"
        if not (between and waits and may_follow(unit, opened.block, call.block)):
            continue
        if _goes_up(local, call.block) and not (call.path in RAISING and _closes_inside(unit, call, here)):
            yield call


def _streaming(local: Local) -> Block | None:
    """An ``async for`` over the thing, behind which it is closed: whatever is raised there leaves it open."""
    unit, opened = local.acquisition.unit, local.flow.outermost
    if not (local.flow.streamed and _closes_itself(local)):
        return None
    first = min((did.what.line for did in local.releases), default=0)
    for block in unit.function.blocks:
        own = block.kind == "async for" and any(value.path in local.flow.locals for value in block.values)
        between = own and block.end_line < first and may_follow(unit, opened.block, block.parent)
        if between and _goes_up(local, block.parent):
            return block
    return None


def _closes_itself(local: Local) -> bool:
    """Whether only the function itself closes it, and not where an error is seen to."""
    unit = local.acquisition.unit
    return all(
        did.unit.name == unit.name and not unit.is_within(did.what.block, "finally", "except") for did in local.releases
    )


def _goes_up(local: Local, block: int) -> bool:
    """Whether an error in a block leaves the function, with nothing closed on the way.

    In a ``try`` that begins behind the opening it may be caught, and what follows closes it.
    """
    unit = local.acquisition.unit
    outside = {around.group for around in unit.blocks_around(local.flow.outermost.block)}
    if any(around.kind == "try" and around.group not in outside for around in unit.blocks_around(block)):
        return False
    return not any(runs_on_failure(unit, block, did.what.block) for did in local.releases)


def _closes_inside(unit: Unit, call: Call, releases: list[Call]) -> bool:
    """Whether the closing itself is what is limited: ``async with timeout(5): await ws.close()``."""
    inside = [each for each in unit.function.calls if each.awaited and each.line > call.line]
    first = min(inside, key=lambda each: each.order, default=None)
    return call.use == "with" and first in releases


def _is_its_own(local: Local, call: Call) -> bool:
    receiver, part = root_of(call.receiver)
    return receiver in local.flow.locals and not part


def _uses(local: Local, call: Call) -> bool:
    """Whether a call is one of the thing's own methods, or of what came with it, or is given it."""
    given = any(value.kind == "path" and value.path in local.flow.locals for value in call.args)
    return given or _is_its_own(local, call) or call.receiver in _companions(local)


def _companions(local: Local) -> frozenset[str]:
    """What the same call has returned beside the thing: the reader that comes with a writer."""
    made = local.flow.outermost.order
    if not local.acquisition.entry.elements:
        return frozenset()
    return frozenset(store.path for store in local.acquisition.unit.function.stores if store.value.call == made)


def _waits(local: Local, call: Call) -> bool:
    """Whether a call waits for a peer, or reads or writes a descriptor: sooner or later that fails.

    What is no coroutine and no number is left alone: an error that nobody catches drops the object, which closes it.
    """
    if is_number(local.acquisition.entry):
        return call.path in _TRANSFERS
    return call.awaited or (call.use == "with" and _is_entered_by_waiting(local.acquisition.unit, call))


def _is_entered_by_waiting(unit: Unit, call: Call) -> bool:
    """Whether a call is what an ``async with`` enters."""
    entered = (value.call for block in unit.function.blocks if block.kind == "async with" for value in block.values)
    return call.order in entered
