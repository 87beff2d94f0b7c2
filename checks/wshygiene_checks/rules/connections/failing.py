"""Where a function may fail between opening something and giving it to whoever will close it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Block, Call, Exit
from wshygiene_checks.project import Acquisition, Flow, Unit, root_of
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure

# The steps by which an open thing gets to its peer: the likeliest of all to fail.
_CONNECTS = frozenset(
    "connect aconnect async_connect sock_connect create_connection do_handshake handshake start_tls starttls login "
    "async_login logon authenticate async_authenticate auth negotiate wrap_socket".split()
)
_CONNECTS_BY = ("connect_", "negotiate_", "authenticate_", "login_")
_CONNECTS_WITH = ("_handshake",)
# What a peer or the system lets fail: an error that is expected to happen.
_EXPECTED = frozenset(
    "Exception BaseException OSError IOError EnvironmentError error timeout gaierror herror SSLError SocketError "
    "TimeoutError ConnectionError ConnectionRefusedError ConnectionResetError ClientError HTTPError "
    "WebSocketException InvalidHandshake InvalidStatus BrokenPipeError".split()
)


class Failure(NamedTuple):
    """A way out between opening and handing over: ``step`` is what fails, or the ``raise`` itself.

    ``handler`` is the ``except`` that ends the attempt and goes on without closing; None where the error goes up.
    """

    step: Call | Exit
    handler: Block | None = None


def failure(acquisition: Acquisition, flow: Flow, taken: int, kinds: tuple[str, ...]) -> Failure | None:
    """The first way to fail behind the opening and before ``taken``, the order of the call or exit that hands it over.

    ``kinds`` are the exits that count as failures: those that do not hand it over.
    """
    unit, opened = acquisition.unit, flow.outermost
    releases = [did.what for did in flow.methods if did.what.name in acquisition.entry.release]
    steps = list(_steps(unit, flow, opened, taken, releases))
    for step in steps:
        handler = _swallowing(unit, step, releases)
        if handler:
            return Failure(step, handler)
    for leaving in unit.function.exits:
        if leaving.kind in kinds and _leaves_open(unit, opened, leaving, taken, releases, flow.locals):
            return Failure(leaving)
    unguarded = (step for step in steps if not (_is_handled(unit, step, releases) or _goes_on(unit, step, releases)))
    return next((Failure(step) for step in unguarded), None)


def is_thought_of(unit: Unit, releases: list[Call]) -> bool:
    """Whether the function closes it before it raises somewhere: the other failures were forgotten."""
    return any(
        leaving.kind == "raise" and leaving.block > 0 and leaving.block == call.block and leaving.order > call.order
        for call in releases
        for leaving in unit.function.exits
    )


def _steps(unit: Unit, flow: Flow, opened: Call, taken: int, releases: list[Call]) -> Iterator[Call]:
    """Calls that connect what was opened, or wait for its peer."""
    names = set(flow.locals)
    for call in unit.function.calls:
        if not opened.order < call.order < taken or call in releases or not may_follow(unit, opened.block, call.block):
            continue
        if any(each.order < call.order and may_follow(unit, each.block, call.block) for each in releases):
            continue
        own = root_of(call.receiver)[0] in names and not root_of(call.receiver)[1].strip("[]")
        given = any(root_of(value.path)[0] in names for value in call.args if value.kind == "path")
        if (own or given) and _is_connecting(call.name):
            yield call


def _is_connecting(name: str) -> bool:
    """Whether a step is named for connecting, or for one kind of it: ``_handshake``, ``connect_tls``."""
    plain = name.lstrip("_")
    return plain in _CONNECTS or plain.startswith(_CONNECTS_BY) or plain.endswith(_CONNECTS_WITH)


def _swallowing(unit: Unit, step: Call, releases: list[Call]) -> Block | None:
    """The handler around a step that catches its failure, does not close, and does not raise either."""
    for block in unit.blocks_around(step.block):
        if block.kind != "try":
            continue
        if any(_reaches(unit, step, release, block) for release in releases):
            return None
        return next((each for each in _handlers(unit, block) if _expects(each) and not _raises(unit, each)), None)
    return None


def _reaches(unit: Unit, step: Call, release: Call, tried: Block) -> bool:
    """Whether a release is run when a step in the ``try`` fails: in a handler or ``finally`` of it, or behind it."""
    around = list(unit.blocks_around(release.block))
    if any(each.group == tried.group and each.kind in ("except", "finally") for each in around):
        return True
    behind = release.line > tried.end_line and not any(each.group == tried.group for each in around)
    return behind and may_follow(unit, step.block, release.block)


def _goes_on(unit: Unit, step: Call, releases: list[Call]) -> bool:
    """Whether a handler around a step swallows its failure, and what follows closes it."""
    return any(
        block.kind == "try"
        and any(_reaches(unit, step, each, block) for each in releases)
        and not any(_raises(unit, each) for each in _handlers(unit, block))
        for block in unit.blocks_around(step.block)
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


def _leaves_open(unit: Unit, opened: Call, leaving: Exit, taken: int, releases: list[Call], names: list[str]) -> bool:
    """Whether a way out is reached with the thing open, and nothing closes it on the way."""
    if not opened.order < leaving.order < taken or not may_follow(unit, opened.block, leaving.block):
        return False
    around = list(unit.blocks_around(leaving.block))
    opening = {block.group for block in unit.blocks_around(opened.block) if block.kind == "try"}
    if any(block.kind == "except" and block.group in opening for block in around):
        return False  # it may have been the opening that failed
    if any(atom.path in names for block in around for atom in block.atoms) or _is_given(unit, names):
        return False
    inside = {unit.function.blocks.index(block) for block in around} | {0}
    closed = any(each.order < leaving.order and each.block in inside for each in releases)
    return not closed and not _is_handled(unit, leaving, releases)


def _is_given(unit: Unit, names: list[str]) -> bool:
    """Whether the local is a parameter, too: what the caller gave is not left open by raising."""
    return any(f"%{parameter.name}" in names for parameter in unit.function.params)


def _is_handled(unit: Unit, step: Call | Exit, releases: list[Call]) -> bool:
    """Whether anything closes it when the step fails, if only for some errors."""
    groups = {block.group for block in unit.blocks_around(step.block) if block.kind == "try"}
    return any(
        runs_on_failure(unit, step.block, each.block)
        or any(block.group in groups and block.kind == "except" for block in unit.blocks_around(each.block))
        for each in releases
    )
