"""What a function closes by hand on some ways, keeps under a condition, and leaves open where that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Block, Call, Store
from wshygiene_checks.project import Acquisition, Flow, Project, Unit, root_of
from wshygiene_checks.rules.connections.born_open import born_open, opened_later, started
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.programs import is_program
from wshygiene_checks.rules.connections.resources import is_given_away

_LEAVING = frozenset({"return", "raise", "continue", "break"})
_BRANCHES = frozenset({"if", "else", "case"})


class Conditional(NamedTuple):
    """What is ``kept`` only where a condition holds, and one of the calls by which the function closes it before."""

    acquisition: Acquisition
    name: str
    kept: Store
    closed: Call


def kept_on_a_condition(project: Project, *kinds: str) -> Iterator[Conditional]:
    """Things of which the function closes some, keeps some, and does neither with the rest."""
    for acquisition in (*acquired(project, *kinds), *born_open(project)):
        yield from _found(project, acquisition, project.flow(acquisition.unit, acquisition.call))
    for acquisition in opened_later(project):
        flow = project.flow(acquisition.unit, acquisition.call)
        if started(acquisition, flow):
            yield from _found(project, acquisition, flow)


def _found(project: Project, acquisition: Acquisition, flow: Flow) -> Iterator[Conditional]:
    unit, entry = acquisition.unit, acquisition.entry
    elsewhere = flow.managed or flow.returned or flow.iterated or flow.deferred or entry.awaited is not flow.awaited
    if elsewhere or not flow.kept or not flow.locals or is_program(unit):
        return
    if any(is_given_away(project, acquisition, did) for did in flow.handed):
        return
    names = frozenset(flow.locals)
    stores = [each for each in unit.function.stores if each.value.path in names and each.path not in names]
    closes = [did.what for did in flow.ended_by(entry.release)]
    if len(stores) != 1 or len(flow.kept) != 1 or any(did.unit.name != unit.name for did in flow.methods):
        return
    kept = stores[0]
    if _is_alone(unit, flow.outermost, kept, names) and closes and all(_leaves(unit, each, kept) for each in closes):
        yield Conditional(acquisition, flow.locals[0], kept, closes[0])


def _is_alone(unit: Unit, opened: Call, kept: Store, names: frozenset[str]) -> bool:
    """Whether it is kept in an ``if`` beside the opening that asks for something else, and that has no ``else``."""
    blocks = unit.function.blocks
    block = blocks[kept.block]
    beside = [each for each in blocks if each.group == block.group and each is not block]
    if block.kind != "if" or beside or block.parent != opened.block:
        return False
    return bool(block.atoms) and not any(_tells(unit, path, names) for path in _asked(block))


def _asked(block: Block) -> Iterator[str]:
    for atom in block.atoms:
        yield atom.path
        yield atom.other


def _tells(unit: Unit, path: str, names: frozenset[str]) -> bool:
    """Whether what is asked for is of the thing, or may say how it is: ``ok = await greet(link)``."""
    root = root_of(path)[0].partition(".")[0]
    made = (unit.call_by_order(each.value.call) for each in unit.function.stores if each.path == root)
    return root in names or any(call is not None and not names.isdisjoint(_used(call)) for call in made)


def _used(call: Call) -> Iterable[str]:
    given = (*call.args, *(value for _, value in call.keywords))
    return (root_of(call.receiver)[0], *(name for value in given for name in value.names))


def _leaves(unit: Unit, closed: Call, kept: Store) -> bool:
    """Whether the function closes it before, in a branch that ends the attempt."""
    return (
        closed.order < kept.order
        and unit.function.blocks[closed.block].kind in _BRANCHES
        and any(
            each.block == closed.block and each.kind in _LEAVING and each.order > closed.order
            for each in unit.function.exits
        )
    )
