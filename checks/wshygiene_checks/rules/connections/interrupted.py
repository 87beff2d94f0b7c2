"""What a function closes only when all goes well: a step between opening and closing fails, and nobody catches that."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Project, Unit, root_of
from wshygiene_checks.rules.connections.failing import is_connecting
from wshygiene_checks.rules.connections.locals import Local
from wshygiene_checks.rules.connections.resources import is_number
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure
from wshygiene_checks.rules.time_limits import RAISING

_TRANSFERS = frozenset({"os.read", "os.write", "os.readv", "os.writev", "os.pread", "os.pwrite", "os.sendfile"})
_ENDS = ("close", "aclose", "async_close", "disconnect", "async_disconnect", "logout", "stop", "shutdown")
_OPENS = frozenset({"open", "aopen", "async_open", "start", "async_start"})


def failing_step(local: Local) -> Call | None:
    """The first step that has a time limit, or waits for the peer, with the thing open; None where that is connecting.

    What connecting leaves open is another rule's.
    """
    for call in _unguarded(local):
        if call.path in RAISING:
            return call
        if _uses(local, call) and is_connecting(call.name):
            return None
        if _uses(local, call) and _waits(local, call):
            return call
    return None


def step_when_connected(local: Local) -> Call | None:
    """The first step that waits for the peer once another one has connected to it, as its name says.

    To be asked of a class that nothing is known about: whether it has anything open before cannot be told.
    """
    waits = [call for call in _unguarded(local) if call.awaited and _is_its_own(local, call)]
    connects = (n for n, call in enumerate(waits) if is_connecting(call.name) or call.name in _OPENS)
    connected = next(connects, len(waits))
    return next(iter(waits[connected + 1 :]), None)


def closed_by_hand(project: Project) -> Iterator[Acquisition]:
    """Objects of classes out of sight that the function which makes them closes itself, and waits for that."""
    told = set()
    for unit, ending in project.sites.named(_ENDS):
        call = _made(unit, ending.receiver) if ending.awaited and ending.receiver.startswith("%") else None
        if call is None or not _is_class_out_of_sight(project, unit, call) or (unit.name, call.order) in told:
            continue
        told.add((unit.name, call.order))
        entry = Entry(id=call.path, pack="", kind="connection", acquire=(call.path,), release=_ENDS)
        yield Acquisition(unit, call, entry, "named")


def _made(unit: Unit, local: str) -> Call | None:
    """The call that makes what a local name stands for, if it never stands for anything else."""
    stores = [store for store in unit.function.stores if store.path == local]
    return unit.call_by_order(stores[0].value.call) if len(stores) == 1 else None


def _is_class_out_of_sight(project: Project, unit: Unit, call: Call) -> bool:
    imported = "." in call.path and not call.path.startswith(("%", "self."))
    is_class = call.name[:1].isupper() and call.path not in project.families.classes
    return imported and is_class and not project.matcher.match(unit, call)


def _unguarded(local: Local) -> Iterator[Call]:
    """The calls between opening and closing whose error leaves the function, where only what follows them closes."""
    unit, opened = local.acquisition.unit, local.flow.outermost
    here = [did.what for did in local.releases if did.unit.name == unit.name]
    if len(here) != len(local.releases) or any(unit.is_within(call.block, "finally", "except") for call in here):
        return
    first = min((call.order for call in here), default=0)
    for call in unit.function.calls:
        behind = opened.order < call.order < first and call.consumer != opened.order
        between = behind or call.order == opened.consumer
        waits = call.path not in RAISING or call.awaited or call.use == "with"
        if not (between and waits and may_follow(unit, opened.block, call.block)):
            continue
        closed = any(runs_on_failure(unit, call.block, each.block) for each in here)
        closed = closed or (call.path in RAISING and _closes_inside(unit, call, here))
        if not (closed or _is_caught(unit, opened, call)):
            yield call


def _is_caught(unit: Unit, opened: Call, call: Call) -> bool:
    """Whether the call is in a ``try`` that begins behind the opening: what follows it may close, too."""
    outside = {block.group for block in unit.blocks_around(opened.block)}
    return any(block.kind == "try" and block.group not in outside for block in unit.blocks_around(call.block))


def _closes_inside(unit: Unit, call: Call, releases: list[Call]) -> bool:
    """Whether the closing itself is what is limited: ``async with timeout(5): await ws.close()``."""
    inside = [each for each in unit.function.calls if each.awaited and each.line > call.line]
    first = min(inside, key=lambda each: each.order, default=None)
    return call.use == "with" and first in releases


def _is_its_own(local: Local, call: Call) -> bool:
    receiver, part = root_of(call.receiver)
    return receiver in local.flow.locals and not part


def _uses(local: Local, call: Call) -> bool:
    """Whether a call is one of the thing's own methods, or is given it."""
    given = any(value.kind == "path" and value.path in local.flow.locals for value in call.args)
    return given or _is_its_own(local, call)


def _waits(local: Local, call: Call) -> bool:
    """Whether a call waits for a peer, or reads or writes a descriptor: sooner or later that fails.

    What is no coroutine and no number is left alone: an error that nobody catches drops the object, which closes it.
    """
    return call.path in _TRANSFERS if is_number(local.acquisition.entry) else call.awaited
