"""Methods that the project itself is seen to run twice in the life of their object: in a loop, or from two others."""

from __future__ import annotations

from collections.abc import Iterator, Set

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Family, Project, Unit, root_of
from wshygiene_checks.rules.counterparts import bare_name, is_half
from wshygiene_checks.rules.tasks.teardown import reached, teardown_reach
from wshygiene_checks.rules.tasks.timers import conditions_before

_LOOPS = ("for", "async for", "while")
_COMES = ("on_", "handle_", "process_")


def is_run_for_each_event(project: Project, unit: Unit) -> bool:
    """Whether a method is named, or known by a framework, as one that is called for each message or event."""
    name = bare_name(unit.function.name)
    return project.roles.is_hot(unit) or name.startswith(_COMES) or name.endswith("_received")


def is_setter(project: Project, family: Family, unit: Unit) -> bool:
    """Whether a method sets a property that somebody sets after the object is made, or that nobody in sight does."""
    name = unit.function.name
    if not any(
        value.path == f"{name}.setter" or value.path.endswith(f".{name}.setter") for value in unit.function.decorators
    ):
        return False
    setting = [
        each
        for each in project.units
        for store in each.function.stores
        if store.kind in ("set", "augment") and store.path.endswith(f".{name}")
    ]
    making = [each for each in setting if each.owner in family.names and project.occasions.is_making(each)]
    return len(making) < len(setting) or not setting


def runs_once_on_each(project: Project, family: Family, unit: Unit) -> bool:
    """Whether all code that is seen to run the method does so once, on an object that it has made for that."""
    callers = [each for each in project.sites.named([unit.function.name]) if _runs(project, *each, unit)]
    return bool(callers) and all(_made_for_it(project, family, caller, call) for caller, call in callers)


def _made_for_it(project: Project, family: Family, caller: Unit, call: Call) -> bool:
    """Whether a call is the only one of its kind on a local object, which is made anew each time it comes there."""
    made = [
        store
        for store in caller.function.stores
        if store.path == call.receiver and project.families.resolve(store.value.path.removesuffix("()")) in family.names
    ]
    block = _innermost_loop(caller, call.block) or 0
    again = [each for each in caller.function.calls if each.path == call.path]
    fresh = call.receiver.startswith("%") and len(again) == 1 and not caller.is_within(call.block, "lambda")
    return fresh and bool(made) and all(_within(caller, store.block, block) for store in made)


def seen_twice(project: Project, family: Family, unit: Unit, endings: Set[str]) -> bool:
    """Whether some code runs the method in a loop or for each event, or two methods do that may be called in turn.

    Callers do not count that end first, in the same round, what the last call began: ``endings`` are the functions
    that do so; nor do those that ask the object whether it is to be begun.
    """
    callers = [
        (caller, call)
        for caller, call in project.sites.named([unit.function.name])
        if not _asks(caller, call) and _runs(project, caller, call, unit)
    ]
    if any(_again_on_another(project, family, caller, call, endings) for caller, call in callers):
        return True
    inside = {caller.name: (caller, call) for caller, call in callers if call.receiver == "self"}
    return len(inside) > 1 and any(
        _may_be_called_in_turn(project, family, caller, endings)
        and not _ended_before(project, family, caller, call, endings, 0)
        for caller, call in inside.values()
    )


def _runs(project: Project, caller: Unit, call: Call, unit: Unit) -> bool:
    return any(callee.name == unit.name for callee in project.types.callee(caller, call.path))


def _again_on_another(project: Project, family: Family, caller: Unit, call: Call, endings: Set[str]) -> bool:
    """Whether a call on another object comes again for that object: in each round of a loop, or with each event."""
    if call.receiver in ("", "self", "super()") or "[" in call.receiver or "(" in call.receiver:
        return False
    block = _innermost_loop(caller, call.block)
    if caller.is_within(call.block, "lambda", "except"):
        return False
    if block is None:
        if not _is_event(project, caller) or not call.receiver.startswith("self."):
            return False
        block = 0
    root = root_of(call.receiver)[0]
    made = any(
        store.path in (root, call.receiver) and _within(caller, store.block, block) for store in caller.function.stores
    )
    bound = root.lstrip("%") in caller.function.blocks[block].names
    return not made and not bound and not _ended_before(project, family, caller, call, endings, block)


def _innermost_loop(unit: Unit, block: int) -> int | None:
    blocks = unit.function.blocks
    while block > 0 and blocks[block].kind not in _LOOPS:
        block = blocks[block].parent
    return block or None


def _within(unit: Unit, block: int, outer: int) -> bool:
    while block > outer:
        block = unit.function.blocks[block].parent
    return block == outer


def _ended_before(project: Project, family: Family, caller: Unit, call: Call, endings: Set[str], block: int) -> bool:
    """Whether the caller ends it on the way to the call: in its round of the loop, which is ``block``, or before."""
    around = (
        other
        for other in caller.function.calls
        if other.order != call.order and (block > 0 or other.order < call.order) and _within(caller, other.block, block)
    )
    return any(
        each.name in endings
        for other in around
        for unit, path in _on_the_same(project, caller, other, call.receiver)
        for each in reached(family, project.types.callee(unit, path))
    )


def _on_the_same(project: Project, caller: Unit, call: Call, receiver: str) -> Iterator[tuple[Unit, str]]:
    """The call, if it is one of the same object, and such calls in the methods that it runs of the caller's own."""
    if call.receiver == receiver:
        yield caller, call.path
    family = project.family(caller)
    if family is not None and call.receiver == "self" and receiver != "self":
        for unit in reached(family, family.methods.get(call.name, ())):
            yield from ((unit, each.path) for each in unit.function.calls if each.receiver == receiver)


def _may_be_called_in_turn(project: Project, family: Family, unit: Unit, endings: Set[str]) -> bool:
    """Whether a method is called with each event, or by anybody who likes, until the object is closed for good."""
    if project.roles.is_setup(unit) or project.roles.is_teardown(unit) or unit.name in endings:
        return False
    if _is_event(project, unit):
        return True
    closing = {each.name for each in teardown_reach(project, family)}
    return not unit.function.name.startswith("_") and not _begins(project, unit) and endings <= closing


def _is_event(project: Project, unit: Unit) -> bool:
    return is_run_for_each_event(project, unit) and not _begins(project, unit)


def _begins(project: Project, unit: Unit) -> bool:
    """Whether a method is named as one that begins what another one ends: ``open``, ``on_connect``."""
    name, words = bare_name(unit.function.name), project.knowledge.vocabulary
    return is_half(name.removeprefix("on_")) or name in words.startup_methods | words.reconnect_methods


def _asks(unit: Unit, call: Call) -> bool:
    """Whether a call is only reached if the object, or what it is called on, is in a certain state."""
    own = ("self.", call.receiver + ".")
    return any(path.startswith(own) for path in conditions_before(unit, call.order, call.block))
