"""What a handler lets go of without closing it: ``except OSError: self.sock = None``, with the socket open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Block, Call, Store
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import FINALIZER, Family, Obligation, Project, Unit
from wshygiene_checks.rules.connections.judging import judged
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import may_follow

CODE = "WSH404"
_CLOSED = r"(?:Closed(?:Error|OK)?|Disconnect(?:ed)?|ConnectionResetError|BrokenPipeError)$"
_SURE = ("settimeout", "setblocking", "fileno", "gettimeout")  # these do not fail


class LetGo(NamedTuple):
    """The ``step`` that may fail with the thing open, and the ``forgets`` that gives up its only name then."""

    step: Call
    forgets: Store


def let_go(project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Finding]:
    """Resources that a method stores in an attribute, which a handler of the same method then sets to None."""
    told = set()
    for obligation, family in kept:
        if obligation.part or obligation.flow.managed or FINALIZER in family.methods:
            continue
        found = _let_go(obligation)
        if found and (obligation.unit.name, found.forgets.line) not in told:
            told.add((obligation.unit.name, found.forgets.line))
            yield _finding(project, obligation, family, found)


def _let_go(obligation: Obligation) -> LetGo | None:
    unit, root = obligation.unit, obligation.root
    for store in unit.function.stores:
        if store.path != root or store.value.path != "None" or store.order < obligation.call.order:
            continue
        handler = next((each for each in unit.blocks_around(store.block) if each.kind == "except"), None)
        if handler is None or _may_close(unit, handler, obligation) or _says_closed(handler):
            continue
        step = next(_steps(unit, handler, obligation), None)
        if step is not None:
            return LetGo(step, store)
    return None


def _steps(unit: Unit, handler: Block, obligation: Obligation) -> Iterator[Call]:
    """The methods of the open thing that are called in the ``try`` of this handler, and that may fail."""
    opened, release = obligation.call, obligation.acquisition.entry.release
    for call in unit.function.calls:
        tried = any(each.kind == "try" and each.group == handler.group for each in unit.blocks_around(call.block))
        own = call.receiver in (obligation.root, *obligation.flow.locals) and call.name not in (*release, *_SURE)
        if tried and own and call.order > opened.order and may_follow(unit, opened.block, call.block):
            yield call


def _may_close(unit: Unit, handler: Block, obligation: Obligation) -> bool:
    """Whether a handler of this ``try`` does anything with the thing, or runs a method of its owner."""
    names = {obligation.root, *obligation.flow.locals}
    for call in unit.function.calls:
        if not any(
            each.group == handler.group and each.kind in ("except", "finally")
            for each in unit.blocks_around(call.block)
        ):
            continue
        given = {name for value in call.args for name in (value.path, *value.names)}
        if (
            call.receiver in ("self", "super()")
            or any(call.path.startswith(f"{name}.") for name in names)
            or names & given
        ):
            return True
    return False


def _says_closed(handler: Block) -> bool:
    """Whether the error says that the other side has closed it."""
    return bool(handler.names) and all(re.search(_CLOSED, name) for name in handler.names)


def _finding(project: Project, obligation: Obligation, family: Family, found: LetGo) -> Finding:
    name, unit, step = plain(obligation.root), obligation.unit, found.step
    message = (
        f"`{name}` stays open when `{plain(step.name)}()` on line {step.line} fails: the handler sets it to `None` on "
        f"line {found.forgets.line}, and nobody has it then, to close it. "
        f"Call `{obligation.acquisition.entry.ending(name)}` before that."
    )
    return finding(
        CODE,
        unit,
        obligation.call,
        message,
        subject=name,
        confidence=judged(project, family, obligation, "high"),
        owner=family.main.definition.qualname,
        evidence=(
            seen(unit, step, "this may fail, with the thing open"),
            seen(unit, found.forgets, f"`{name}` is let go of here"),
        ),
    )
