"""Where a function may fail between opening something and giving it to whoever will close it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wshygiene_checks.facts import Await, Block, Call, Exit
from wshygiene_checks.project import Acquisition, Flow, Project, Unit, root_of
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure, runs_with
from wshygiene_checks.rules.time_limits import RAISING, stands_within

# The steps by which an open thing gets to its peer: the likeliest of all to fail.
_CONNECTS = frozenset(
    "connect aconnect async_connect sock_connect create_connection do_handshake handshake start_tls starttls login "
    "async_login logon authenticate async_authenticate auth negotiate wrap_socket".split()
)
_CONNECTS_BY = ("connect_", "negotiate_", "authenticate_", "login_")
_CONNECTS_WITH = ("_handshake",)
_FUTURES = frozenset({"Future", "create_future"})
# What a peer or the system lets fail: an error that is expected to happen.
_EXPECTED = frozenset(
    "Exception BaseException OSError IOError EnvironmentError error timeout gaierror herror SSLError SocketError "
    "TimeoutError ConnectionError ConnectionRefusedError ConnectionResetError ClientError HTTPError "
    "WebSocketException InvalidHandshake InvalidStatus BrokenPipeError".split()
)


class Held(NamedTuple):
    """What a function has open: where it ``opened`` it, the ``names`` it has for it, and the calls that close it.

    ``connected``: it has its peer by then, so that whatever waits for the thing may fail. ``beside`` are the names of
    what came with it and of what it was given to answer: a protocol, a reader, a future.
    """

    unit: Unit
    opened: Call
    names: frozenset[str]
    releases: tuple[Call, ...]
    connected: bool = False
    beside: frozenset[str] = frozenset()


def held(acquisition: Acquisition, flow: Flow) -> Held:
    """What a function holds in local names until it gives it away."""
    unit, names = acquisition.unit, frozenset(flow.locals)
    releases = tuple(did.what for did in flow.ended_by(acquisition.entry.release))
    with_it = {store.path for store in unit.function.stores if store.value.call == flow.outermost.order}
    answers = _futures_given(unit, acquisition.call)
    beside = frozenset({*with_it, *answers} - names) if acquisition.entry.elements else frozenset()
    return Held(unit, flow.outermost, names, releases, beside=beside)


def _futures_given(unit: Unit, opened: Call) -> set[str]:
    """The futures that an opening is given for its protocol: what they bring is the answer of the peer."""
    given = {name for value in opened.args for name in value.names}
    stores = [store for store in unit.function.stores if store.path in given]
    return {store.path for store in stores if unit.made_by(store.value).rpartition(".")[2] in _FUTURES}


class Failure(NamedTuple):
    """A way out between opening and handing over: ``step`` is what fails, or the ``raise`` itself.

    ``handler`` is the ``except`` that ends the attempt and goes on without closing; None where the error goes up.
    """

    step: Call | Await | Exit
    handler: Block | None = None


def failure(thing: Held, taken: int, kinds: tuple[str, ...]) -> Failure | None:
    """The first way to fail behind the opening and before ``taken``, the order of the call or exit that hands it over.

    ``kinds`` are the exits that count as failures: those that do not hand it over.
    """
    steps = list(steps_behind(thing, taken))
    for step in steps:  # who gets over an answer that does not come may hand it over all the same
        connects = isinstance(step, Call) and (thing.connected or is_connecting(step.name))
        handler = _swallowing(thing.unit, step, thing.releases) if connects else None
        if handler:
            return Failure(step, handler)
    return failure_upwards(thing, taken, kinds, steps)


def failure_upwards(thing: Held, taken: int, kinds: tuple[str, ...], steps: Iterable[Call | Await]) -> Failure | None:
    """The same, but only where the error of one of these ``steps``, or one that is raised, leaves the function."""
    unit, releases = thing.unit, thing.releases
    for leaving in unit.function.exits:
        if leaving.kind in kinds and _leaves_open(thing, leaving, taken):
            return Failure(leaving)
    for step in steps:
        if not (_is_handled(unit, step, releases) or _goes_on(unit, step, releases) or _is_swallowed(unit, step)):
            return Failure(step)
    return None


def is_thought_of(unit: Unit, releases: Iterable[Call]) -> bool:
    """Whether the function closes it before it raises somewhere: the other failures were forgotten."""
    return any(
        leaving.kind == "raise" and leaving.block > 0 and leaving.block == call.block and leaving.order > call.order
        for call in releases
        for leaving in unit.function.exits
    )


def steps_behind(thing: Held, taken: int) -> Iterator[Call | Await]:
    """What connects the open thing, or, once it is connected, waits for its peer: for ever, or until it is too late."""
    unit = thing.unit
    found: list[Call | Await] = [call for call in unit.function.calls if _may_fail(thing, call)]
    found += [each for each in unit.function.awaits if each.path in thing.beside]
    for step in sorted(found, key=lambda each: each.order):
        if not thing.opened.order < step.order < taken or step in thing.releases:
            continue
        if not may_follow(unit, thing.opened.block, step.block):
            continue
        if not any(each.order < step.order and may_follow(unit, each.block, step.block) for each in thing.releases):
            yield step


def _may_fail(thing: Held, call: Call) -> bool:
    receiver, part = root_of(call.receiver)
    own = receiver in thing.names and not part.strip("[]")
    given = {root_of(value.path)[0] for value in call.args if value.kind == "path"}
    if call.awaited and (_has_limit(thing, call, given) or (own and thing.connected)):
        return True
    of_it = own or receiver in thing.beside or not given.isdisjoint(thing.names)
    return of_it and is_connecting(call.name)


def _has_limit(thing: Held, call: Call, given: set[str]) -> bool:
    """Whether a wait for the thing, or for what came with it, raises ``TimeoutError`` in the end."""
    known = thing.names | thing.beside
    if call.path in RAISING:
        return any(root_of(value.path)[0] in known for value in call.args)
    of_it = root_of(call.receiver)[0] in known or not given.isdisjoint(known)
    return of_it and stands_within(thing.unit, call.block, RAISING)


def written(step: Call | Await) -> str:
    """What fails, as a person would write it, but for sigils: ``login()``, ``await %ready``."""
    return f"{step.name}()" if isinstance(step, Call) else f"await {step.path}"


def ends_its_object(project: Project, acquisition: Acquisition, step: Call | Await | Exit | Block) -> bool:
    """Whether a step that fails is a method of the project's own which ends its object then."""
    if not isinstance(step, Call):
        return False
    release = acquisition.entry.release
    callees = project.types.callee(acquisition.unit, step.path)
    return any(call.receiver == "self" and call.name in release for unit in callees for call in unit.function.calls)


def is_connecting(name: str) -> bool:
    """Whether a step is named for connecting, or for one kind of it: ``_handshake``, ``connect_tls``."""
    plain = name.lstrip("_")
    return plain in _CONNECTS or plain.startswith(_CONNECTS_BY) or plain.endswith(_CONNECTS_WITH)


def _swallowing(unit: Unit, step: Call | Await, releases: Sequence[Call]) -> Block | None:
    """The handler around a step that catches its failure, does not close, and does not raise either."""
    for block in unit.blocks_around(step.block):
        if block.kind != "try":
            continue
        if any(_reaches(unit, step, release, block) for release in releases):
            return None
        return next((each for each in _handlers(unit, block) if _expects(each) and not _raises(unit, each)), None)
    return None


def _reaches(unit: Unit, step: Call | Await, release: Call, tried: Block) -> bool:
    """Whether a release is run when a step in the ``try`` fails: in a handler or ``finally`` of it, or behind it."""
    around = list(unit.blocks_around(release.block))
    if any(each.group == tried.group and each.kind in ("except", "finally") for each in around):
        return True
    behind = release.line > tried.end_line and not any(each.group == tried.group for each in around)
    return behind and may_follow(unit, step.block, release.block)


def _goes_on(unit: Unit, step: Call | Await, releases: Sequence[Call]) -> bool:
    """Whether a handler around a step swallows its failure, and what follows closes it."""
    return any(
        block.kind == "try"
        and any(_reaches(unit, step, each, block) for each in releases)
        and not any(_raises(unit, each) for each in _handlers(unit, block))
        for block in unit.blocks_around(step.block)
    )


def is_caught(unit: Unit, step: Call) -> bool:
    """Whether a handler of the function may do something about the failure of a step."""
    return any(_handlers(unit, block) for block in unit.blocks_around(step.block) if block.kind == "try")


def _is_swallowed(unit: Unit, step: Call | Await) -> bool:
    """Whether a handler around a step gets over its failure."""
    return any(
        _expects(handler) and not _raises(unit, handler)
        for block in unit.blocks_around(step.block)
        if block.kind == "try"
        for handler in _handlers(unit, block)
    )


def _handlers(unit: Unit, tried: Block) -> list[Block]:
    return [each for each in unit.function.blocks if each.kind == "except" and each.group == tried.group]


def _expects(handler: Block) -> bool:
    return any(name.rpartition(".")[2] in _EXPECTED for name in handler.names)


def _raises(unit: Unit, handler: Block) -> bool:
    return any(
        leaving.kind in ("raise", "break") and handler in unit.blocks_around(leaving.block)
        for leaving in unit.function.exits
    )


def _leaves_open(thing: Held, leaving: Exit, taken: int) -> bool:
    """Whether a way out is reached with the thing open, and nothing closes it on the way."""
    unit, opened = thing.unit, thing.opened
    if not opened.order < leaving.order < taken or not may_follow(unit, opened.block, leaving.block):
        return False
    around = list(unit.blocks_around(leaving.block))
    opening = {block.group for block in unit.blocks_around(opened.block) if block.kind == "try"}
    if any(block.kind == "except" and block.group in opening for block in around):
        return False  # it may have been the opening that failed
    if any(atom.path in thing.names for block in around for atom in block.atoms) or _is_given(thing):
        return False
    inside = {unit.function.blocks.index(block) for block in around} | {0}
    closed = any(each.order < leaving.order and runs_with(unit, each.block) in inside for each in thing.releases)
    return not closed and not _is_handled(unit, leaving, thing.releases)


def _is_given(thing: Held) -> bool:
    """Whether the local is a parameter, too: what the caller gave is not left open by raising."""
    return any(f"%{parameter.name}" in thing.names for parameter in thing.unit.function.params)


def _is_handled(unit: Unit, step: Call | Await | Exit, releases: Sequence[Call]) -> bool:
    """Whether anything closes it when the step fails, if only for some errors."""
    groups = {block.group for block in unit.blocks_around(step.block) if block.kind == "try"}
    return any(
        runs_on_failure(unit, step.block, each.block)
        or any(block.group in groups and block.kind == "except" for block in unit.blocks_around(each.block))
        for each in releases
    )
