"""When entries are added: once while something is being set up, or again and again while it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from wshygiene_checks.facts import Block, Call
from wshygiene_checks.project import Family, Project, Unit
from wshygiene_checks.rules.contexts import is_context_manager
from wshygiene_checks.rules.counterparts import registers_by_itself
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.outsiders import is_one
from wshygiene_checks.rules.made_anew import is_made_for_each_connection
from wshygiene_checks.rules.wrapped import entry_of, stands_in

When = Literal["event", "setup", "unknown"]

_SETS_UP = (
    r"(?i)_*(?:async_)?(?:register|add_?(?:route|handler|command|plugin|extension|middleware|type|converter|argument|"
    r"option|param|module|backend|factory|resource|filter|validator|rule|url|view|blueprint|static|signal|hook|callback|"
    r"service|provider|adapter|formatter|schema|component|platform|listener|observer)|route|configure|set_?up|init|"
    r"include|mount|install|define|declare|load|parse|build|create_app|discover|collect|compile|prepare|populate|"
    r"import|finalize_config|bootstrap|provide|implement|decorat|visit|generic_visit|generate)"
)
_HANDLER = r"(?:^|_)(?:handlers?|callbacks?|listeners?|observers?|cb|func|fn|on_message)$"
_ONCE = frozenset({"run", "arun", "main", "run_forever", "__init__"})
_REPEATING = ("while", "for", "async for", "except")
_DEEPEST = 3


def callers(project: Project, name: str) -> list[tuple[Unit, Call]]:
    """All calls of a function or method of this name, by whatever path."""
    return list(project.sites.named([name]))


def when(project: Project, unit: Unit) -> When:
    """Whether a function runs again and again for connections and messages, or only while something is set up."""
    return _when(project, unit, set(), 0)


def _when(project: Project, unit: Unit, seen: set[str], depth: int) -> When:
    if unit.name in seen or unit.function.kind != "function":
        return "setup" if unit.function.kind != "function" else "unknown"
    seen.add(unit.name)
    if is_made_for_each_connection(project, unit):
        return "event"
    if _runs_once(project, unit):
        return "setup"
    if project.roles.is_hot(unit) or stands_in(project, unit) or _receives(project, unit):
        return "event"
    if _is_entered_again(unit):
        return "event"
    if project.roles.is_setup(unit) or is_decorator(project, unit):
        return "setup"
    if _sets_up(unit):
        return "event" if handles_connections(project, unit, called=True) else "setup"
    around = project.types.parent(unit)
    found = [_when(project, around, seen, depth)] if around else []
    if depth < _DEEPEST:
        found += [_when(project, caller, seen, depth + 1) for caller in _calling(project, unit)]
    if "event" in found:
        return "event"
    return "setup" if found and all(each == "setup" for each in found) else "unknown"


def _runs_once(project: Project, unit: Unit) -> bool:
    """Whether a private method, whatever its name says, is called by what runs once for its object: ``run``."""
    if not unit.function.name.startswith("_") or entry_of(project, unit) is not None or _receives(project, unit):
        return False
    calls = callers(project, unit.function.name)
    return bool(calls) and all(
        call.receiver == "self" and caller.function.name in _ONCE and not caller.is_within(call.block, *_REPEATING)
        for caller, call in calls
    )


def _sets_up(unit: Unit) -> bool:
    """Whether a function is named for setting up; what waits for one thing that it is told loads it on demand."""
    name, params = unit.function.name, unit.function.params
    on_demand = unit.function.is_async and name.startswith("load_") and any(not each.optional for each in params)
    return bool(re.match(_SETS_UP, name)) and not on_demand


def _is_entered_again(unit: Unit) -> bool:
    """Whether it is a context manager in a class, which is entered for each user of the object; no lifespan."""
    if not unit.function.owner or "lifespan" in unit.function.name:
        return False
    return is_context_manager(unit)


def surely_runs_again(project: Project, unit: Unit) -> bool:
    """Whether more than its name says that a function runs for each message or connection."""
    return entry_of(project, unit) is not None or _receives(project, unit)


def handles_connections(project: Project, unit: Unit, *, called: bool = False) -> bool:
    """Whether a framework calls a function for each connection; with ``called`` also what such a function calls."""
    entry = entry_of(project, unit)
    if entry is not None and entry.lifetime == "connection":
        return True
    if not called:
        return False
    return any(handles_connections(project, each) for each in (*_calling(project, unit), *_entering(project, unit)))


def is_for_one_connection(project: Project, unit: Unit) -> bool:
    """Whether a function has a connection of its own: it is called with one, or loops over what one sends."""
    return handles_connections(project, unit) or _receives(project, unit)


def _calling(project: Project, unit: Unit) -> Iterator[Unit]:
    for caller, call in islice(project.sites.named([unit.function.name]), 40):
        if any(callee.name == unit.name for callee in project.types.callee(caller, call.path)):
            yield caller


def _entering(project: Project, unit: Unit) -> Iterator[Unit]:
    """Objects that hand themselves to a method of what they were given: ``self.factory.register(self)``."""
    family = project.family(unit)
    if family is not None:
        for caller, call in project.sites.named([unit.function.name]):
            itself = any(value.is_self for value in call.args)
            if itself and is_one(project, family, caller, call.receiver, named=True):
                yield caller


def _receives(project: Project, unit: Unit) -> bool:
    words = project.knowledge.vocabulary
    if any(block.kind == "async for" for block in unit.function.blocks):
        return True
    if any(call.name == "accept" and unit.is_within(call.block, "while") for call in unit.function.calls):
        return True
    return any(
        call.awaited
        and call.name in words.receive_methods
        and (unit.is_within(call.block, "while") or _loop_asking(unit, call))
        for call in unit.function.calls
    )


def _loop_asking(unit: Unit, call: Call) -> Block | None:
    """The loop of which a call is part of the condition: ``while (text := await ws.recv()) is not None``."""
    for block in unit.function.blocks:
        if block.kind == "while" and block.parent == call.block and block.line == call.line:
            return block
    return None


def receives(project: Project, unit: Unit, call: Call) -> bool:
    """Whether a call is inside a loop that receives messages."""
    words = project.knowledge.vocabulary
    loops = [block for block in unit.blocks_around(call.block) if block.kind in ("while", "async for")]
    received = [each for each in unit.function.calls if each.name in words.receive_methods]
    return any(
        block.kind == "async for"
        or any(block in unit.blocks_around(each.block) or block is _loop_asking(unit, each) for each in received)
        for block in loops
    )


def is_decorator(project: Project, unit: Unit) -> bool:
    """Whether a function registers what it decorates: it returns its own parameter, or is nested and returned."""
    names = {f"%{parameter.name}" for parameter in unit.function.params}
    if any(leaving.kind == "return" and leaving.value.path in names for leaving in unit.function.exits):
        return True
    around = project.types.parent(unit)
    return around is not None and any(
        leaving.kind == "return" and leaving.value.path == f"%{unit.function.name}" for leaving in around.function.exits
    )


def registers_handlers(project: Project, unit: Unit) -> bool:
    """Whether a function takes handlers for named events, as ``on(event, handler)`` does: there are only so many."""
    return takes_handler(unit) or (registers_by_itself(unit.function.name) and len(unit.function.params) > 1)


def takes_handler(unit: Unit) -> bool:
    """Whether a function is given something to call."""
    return any(re.search(_HANDLER, parameter.name) for parameter in unit.function.params)


def lives_long(project: Project, container: Container) -> bool | None:
    """Whether the container outlives connections and messages; None where the source does not say."""
    if container.shared:
        return True
    family = container.family
    if family is None:
        return True
    if family.main.name in project.app_classes or family.main.definition.name in project.app_classes:
        return True
    span = project.roles.lifetime(family)
    if span in ("message", "connection") or _only_local(project, _made_as(project, family)):
        return False
    return True if span in ("application", "component") or _is_global(project, container) else None


def _made_as(project: Project, family: Family) -> list[str]:
    """The names by which objects are made: that of the class, and those of its subclasses."""
    above = project.families.ancestors(family.main.name)
    return [member.definition.name for member in family.members if member.name not in above]


def _only_local(project: Project, names: Iterable[str]) -> bool:
    """Whether every object of the class is used where it is made: a builder, a visitor, one calculation."""
    made = [each for name in names for each in callers(project, name)]
    return bool(made) and all(
        call.use == "receiver" or (call.use == "store" and all(_stays(project, unit, path) for path in call.targets))
        for unit, call in made
    )


def _stays(project: Project, unit: Unit, path: str) -> bool:
    """Whether a local is used by its own function only, and by no handler that is defined in it."""
    if not path.startswith("%") or "." in path or unit.function.kind != "function":
        return False
    if any(call.receiver == path for nested in project.nested(unit) for call in nested.function.calls):
        return False
    left = any(path in leaving.value.names for leaving in unit.function.exits)
    kept = any(path in store.value.names and not store.path.startswith("%") for store in unit.function.stores)
    given = [value.path for call in unit.function.calls for value in call.args if value.path.startswith(path)]
    handed = any(each == path or (each[len(path)] == "." and project.types.callee(unit, each)) for each in given)
    return not (left or kept or handed)


def _is_global(project: Project, container: Container) -> bool:
    names = _made_as(project, container.family) if container.family else ()
    made = (each for name in names for each in callers(project, name))
    return any(unit.function.kind == "module" and call.use == "store" for unit, call in made)
