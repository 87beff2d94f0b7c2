"""WSH406: reconnecting stores the new connection over the old one, which nobody has closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wshygiene_checks.facts import Block, Exit
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Family, Obligation, Project, Unit
from wshygiene_checks.rules.connections.judging import judged
from wshygiene_checks.rules.connections.opened_twice import opened_twice
from wshygiene_checks.rules.connections.own_objects import first_use, is_own, lasting_objects
from wshygiene_checks.rules.connections.reaching import Reaching, is_inside
from wshygiene_checks.rules.connections.repeated import called_again
from wshygiene_checks.rules.connections.resources import kept_by_classes
from wshygiene_checks.rules.findings import finding, plain, seen

CODE = "WSH406"
_KINDS = ("connection", "session", "socket", "process", "descriptor")
_CLOSED = r"(?:Closed(?:Error|OK)?|Disconnect(?:ed)?)$"
_LOOPS = ("while", "for", "async for")


def find(project: Project) -> Iterator[Finding]:
    """Attributes that a retry, or a method that connects again, overwrites while they are open."""
    owned = [*kept_by_classes(project, *_KINDS), *lasting_objects(project)]
    twice = list(opened_twice(project, owned))
    for first, second, family in twice:
        evidence = [seen(first.unit, first.call, "this one is still open then")]
        yield _finding(project, second, family, "high", evidence, again="call")
    told = [second.call for _, second, _ in twice]
    for obligation, family in owned:
        if obligation.call in told or obligation.part or obligation.flow.managed or _is_guarded(obligation):
            continue
        reaching = Reaching(project, family, obligation.root, obligation.acquisition.entry.release)
        loop = _loop_around(obligation.unit, obligation.call.block)
        if loop:
            yield from _in_loop(project, obligation, family, reaching, loop)
        elif not reaching.releases(obligation.unit):
            yield from _called_again(project, obligation, family, reaching)


def _is_guarded(obligation: Obligation) -> bool:
    """Whether it is opened only where there is none: ``if self._ws is None``, or after a look at it and a return.

    One that is closed is none: ``if self._ws.closed``.
    """
    unit, root = obligation.unit, obligation.root
    atoms = [atom for block in unit.blocks_around(obligation.call.block) for atom in block.atoms]
    over = (f"{root}.closed", f"{root}.is_closed", f"{root}.is_closed()")
    if any(atom.path == root or (atom.test == "true" and atom.path in over) for atom in atoms):
        return True
    looks = [block for block in unit.function.blocks if any(atom.path.startswith(root) for atom in block.atoms)]
    leaves = {leaving.block for leaving in unit.function.exits if leaving.order < obligation.call.order}
    return any(unit.function.blocks.index(block) in leaves for block in looks)


def _loop_around(unit: Unit, block: int) -> int:
    """The index of the innermost loop around a block; 0 where there is none."""
    while block > 0 and unit.function.blocks[block].kind not in _LOOPS:
        block = unit.function.blocks[block].parent
    return block


def _in_loop(
    project: Project, obligation: Obligation, family: Family, reaching: Reaching, loop: int
) -> Iterator[Finding]:
    unit = obligation.unit
    if reaching.releases(unit, loop):
        return
    handler = _retrying_handler(obligation, loop)
    if handler:
        evidence = [seen(unit, handler, "after this error the loop goes round again, and the connection stays open")]
        yield _finding(project, obligation, family, "medium" if is_own(obligation) else "high", evidence)
    elif not _ends_loop(obligation, loop) and not _is_closed_by_its_peer(obligation):
        evidence = [seen(unit, unit.function.blocks[loop], "each round of this loop opens another one")]
        yield _finding(project, obligation, family, "medium", evidence)


def _ends_loop(obligation: Obligation, loop: int) -> Exit | None:
    """The ``return`` or ``break`` that follows the connection directly, so that success ends the loop."""
    unit, call = obligation.unit, obligation.call
    tries = {block.group for block in unit.blocks_around(call.block) if block.kind == "try"}
    for leaving in unit.function.exits:
        after = leaving.order > call.order and leaving.kind in ("return", "break", "raise")
        block = unit.function.blocks[leaving.block]
        runs_after = is_inside(unit, call.block, leaving.block) or (block.kind == "try else" and block.group in tries)
        if after and runs_after and is_inside(unit, leaving.block, loop):
            return leaving
    return None


def _retrying_handler(obligation: Obligation, loop: int) -> Block | None:
    """The handler that swallows an error raised after the connection was stored, and lets the loop go on."""
    unit, call = obligation.unit, obligation.call
    for index, block in enumerate(unit.function.blocks):
        if block.kind != "try" or index == loop or not is_inside(unit, index, loop):
            continue
        behind = block.line > call.line and is_inside(unit, index, _run_with(unit, call.block))
        if not (behind or is_inside(unit, call.block, index)) or not _may_fail_after(obligation, index):
            continue
        for position, handler in enumerate(unit.function.blocks):
            swallows = handler.kind == "except" and handler.group == block.group and not _leaves(unit, position)
            if swallows and not _says_closed(obligation, handler):
                return handler
    return None


def _run_with(unit: Unit, block: int) -> int:
    """The block around a ``with``: what stands there runs whenever the body of that does."""
    while unit.function.blocks[block].kind in ("with", "async with"):
        block = unit.function.blocks[block].parent
    return block


def _says_closed(obligation: Obligation, handler: Block) -> bool:
    """Whether the handler is for one thing only: that the connection is closed, by whomever."""
    last = [name.rpartition(".")[2] for name in handler.names]
    return obligation.acquisition.entry.kind == "connection" and all(re.search(_CLOSED, name) for name in last)


def _may_fail_after(obligation: Obligation, index: int) -> bool:
    """Whether the ``try`` goes on to talk to the new connection, which is where connections fail."""
    unit, opened = obligation.unit, first_use(obligation)
    return any(
        call.order > opened.order
        and call.consumer != opened.order
        and is_inside(unit, call.block, index)
        and (call.awaited or call.receiver == obligation.root or call.path.startswith("self."))
        for call in unit.function.calls
    )


def _leaves(unit: Unit, handler: int) -> bool:
    return any(
        leaving.block == handler and leaving.kind in ("raise", "return", "break") for leaving in unit.function.exits
    )


def _is_closed_by_its_peer(obligation: Obligation) -> bool:
    """Whether it may be closed by now: a peer that is gone has closed its end. Sessions and sockets of our own stay."""
    return obligation.acquisition.entry.kind == "connection" and not is_own(obligation)


def _called_again(project: Project, obligation: Obligation, family: Family, reaching: Reaching) -> Iterator[Finding]:
    """A method that opens without a look at what is there, called from a loop or handler that closes nothing."""
    if project.roles.is_setup(obligation.unit) or _is_closed_by_its_peer(obligation):
        return
    evidence = called_again(project, obligation, family, reaching)
    if evidence:
        yield _finding(project, obligation, family, "medium", [evidence], again="call")


def _finding(
    project: Project,
    obligation: Obligation,
    family: Family,
    confidence: Confidence,
    evidence: list[Evidence],
    again: str = "retry",
) -> Finding:
    name, method = plain(obligation.root), obligation.unit.function.name
    how = obligation.acquisition.entry.ending(name)
    message = (
        f"`{method}` replaces `{name}` with a new connection and does not close the one before. "
        f"Every {again} leaves one open. Call `{how}` before the assignment, or where the attempt fails."
    )
    return finding(
        CODE,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence=judged(project, family, obligation, confidence),
        owner=family.main.definition.qualname,
        evidence=evidence,
    )
