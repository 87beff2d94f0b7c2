"""Sockets whose ``close()`` stands behind a ``shutdown()``, which fails when the peer has gone first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Block, Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import may_follow

_CLOSES = frozenset({"close", "detach"})
_HOW = "socket.SHUT_"  # what `shutdown()` of a socket is told, and that of nothing else


class Skipped(NamedTuple):
    """A ``shutdown()``, the ``close()`` that its failure skips, and the ``handler`` that swallows the error."""

    unit: Unit
    shutdown: Call
    close: Call
    handler: Block


def skipped_closes(project: Project, *, of_objects: bool) -> Iterator[Skipped]:
    """The ones of attributes, or those of local names; where nobody catches the error, the caller sees to it."""
    for unit, call in project.sites.named(("shutdown",)):
        if call.receiver.startswith("%") is of_objects or not any(each.path.startswith(_HOW) for each in call.args):
            continue
        tried = next((block for block in unit.blocks_around(call.block) if block.kind == "try"), None)
        handler = _swallowing(unit, tried, call.receiver) if tried else None
        closes = [each for each in unit.function.calls if _closes(project, unit, each, call.receiver)]
        if handler and all(any(block is tried for block in unit.blocks_around(each.block)) for each in closes):
            behind = [each for each in closes if each.order > call.order and may_follow(unit, call.block, each.block)]
            yield from (Skipped(unit, call, each, handler) for each in behind[:1])


def _closes(project: Project, unit: Unit, call: Call, path: str) -> bool:
    """Whether a call closes this socket, or runs a method of the same object that does."""
    if call.name in _CLOSES and call.receiver == path:
        return True
    own = project.types.callee(unit, call.path) if call.receiver == "self" and path.startswith("self.") else ()
    return any(each.name in _CLOSES and each.receiver == path for callee in own for each in callee.function.calls)


def _swallowing(unit: Unit, tried: Block, path: str) -> Block | None:
    """The first handler of a ``try``, if neither it nor the others do anything about the error but to go on."""
    function = unit.function
    acting = {call.block for call in function.calls if _may_close(call, path)}
    acting |= {leaving.block for leaving in function.exits}
    if any(block.group == tried.group and block.kind != "try" for n in acting for block in unit.blocks_around(n)):
        return None
    return next((each for each in function.blocks if each.group == tried.group and each.kind == "except"), None)


def _may_close(call: Call, path: str) -> bool:
    """Whether a call may do something about the socket: it is its own, its object's, or that of one who is given it."""
    own = call.receiver == "self" or call.receiver == "super()" or call.receiver.startswith(path)
    return own or any(path in value.names for value in (*call.args, *[word[1] for word in call.keywords]))


def report(code: str, skipped: Skipped) -> Finding:
    """A finding about a socket that a failing ``shutdown()`` leaves open."""
    unit, name = skipped.unit, plain(skipped.shutdown.receiver)
    message = (
        f"`{name}` stays open when `shutdown()` fails, as it does when the peer has gone first: the handler on line "
        f"{skipped.handler.line} goes on, and `close()` on line {skipped.close.line} is skipped. Close it in `finally`."
    )
    evidence = (
        seen(unit, skipped.handler, "the error ends here, with the socket open"),
        seen(unit, skipped.close, f"`{name}` is closed here, if `shutdown()` succeeds"),
    )
    return finding(code, unit, skipped.shutdown, message, subject=name, confidence="medium", evidence=evidence)
