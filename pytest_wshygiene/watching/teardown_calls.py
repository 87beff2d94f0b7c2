"""What the teardown of a fixture closes, calls or takes entries out of, by itself or in the functions it calls.

``await server.stop()`` may well empty the registry of a module that the fixture has never heard of. Names are resolved
as the interpreter would do it, without calling anything: globals, attributes of modules, and methods of the classes
whose instances the teardown has at hand.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Iterable, Iterator
from types import FunctionType, MethodType, ModuleType
from typing import Any

from pytest_wshygiene.census.places import Place
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.references.bodies import Body
from pytest_wshygiene.references.calls import ended_by
from pytest_wshygiene.references.following import (
    attributes,
    children,
    held_by,
    is_container,
    is_dead_end,
    is_library,
    reachable,
)
from pytest_wshygiene.suspended.entries import entries_called
from pytest_wshygiene.watching.owners import ends_of_set_up, is_set_up_method
from pytest_wshygiene.watching.teardowns import at_hand, homes, suspended

#: Functions looked at, and objects whose classes are.
_MOST = 200


def closes_what_is_in(definition: Any) -> list[Any]:
    """The containers of a test class whose members its own tear-down method ends: they are the class's.

    What is in a list of a module is nobody's: that something goes through it in the end does not make it be asked to.
    """
    if definition.scope != "class" or not is_set_up_method(definition):
        return []
    return [
        container
        for step in _first_steps(definition)
        if step.ends_something
        for name in step.goes_through
        for home in homes(definition)
        if is_container(container := inspect.getattr_static(home, name, None))
    ]


def takes_out_of(definition: Any, place: Place, container: object) -> bool:
    """True where the teardown of a living fixture calls what may take something out of ``container``."""
    name = place.names[-1]
    things: list[Any] = []
    for step, named, near in _steps(definition):
        things += (thing for thing in named if not is_dead_end(thing))
        if name in step.names and step.takes_out and _leads_to(container, name, near, things):
            return True
    return False


def released_by_calls(definition: Any, wanted: set[int]) -> set[int]:
    """Which of ``wanted``, by identity, a living fixture's teardown ends by calling what it has been given to call."""
    frame = suspended(definition)
    spaces = [frame.f_locals] if frame is not None else []
    spaces += (attributes(thing) for thing in _near(_at_end(definition)))
    found: dict[str, set[int]] = {}
    for space in spaces:
        for name, container in list(space.items()):
            if is_container(container):
                ended = [thing for entry in _members(container) for thing in ended_by(entry)]
                found.setdefault(name, set()).update(held_by(ended, wanted)[0] if ended else ())
    if not any(found.values()):
        return set()
    called = {name for step, _, _ in _steps(definition) for name in entries_called(step.code, step.line)}
    return set().union(*(found[name] for name in called & found.keys()))


def _members(container: Any) -> list[Any]:
    base = next(base for base in (dict, list, set, deque) if base in type(container).__mro__)
    return list(dict.values(container)) if base is dict else list(base.__iter__(container))


def _at_end(definition: Any) -> list[Any]:
    """The objects that a teardown begins with."""
    return [*at_hand(definition), *(definition.cached_result or ())[:1]]


def _steps(definition: Any) -> Iterator[tuple[Body, list[Any], list[Any]]]:
    """The code that a teardown runs, with the globals that it names, and the namespaces that it calls others in."""
    spaces = [vars(cls) for cls in _classes(_at_end(definition))]
    todo = deque(_first_steps(definition))
    seen = {step.code for step in todo}
    while todo and len(seen) < _MOST:
        step = todo.popleft()
        names = step.names
        named = [thing for name in names if (thing := step.space.get(name)) is not None]
        near = [step.space, *spaces, *_attributes(named)]
        yield step, named, near
        for function in _functions(names, near):
            code = function.__code__
            if code not in seen and is_first_party(code.co_filename):
                seen.add(code)
                todo.append(Body(code, function.__globals__))


def _leads_to(container: object, name: str, spaces: list[Any], things: list[Any]) -> bool:
    return any(space.get(name) is container for space in spaces) or bool(
        reachable(things, {id(container)}, set(), most=_MOST)
    )


def _first_steps(definition: Any) -> Iterator[Body]:
    frame = suspended(definition)
    if frame is not None:
        yield Body(frame.f_code, frame.f_globals, frame.f_lasti)
    ends = (
        ends_of_set_up(definition) if is_set_up_method(definition) else getattr(definition, "_finalizers", None) or ()
    )
    for end in ends:
        function = end.__func__ if type(end) is MethodType else end
        if type(function) is FunctionType and is_first_party(function.__code__.co_filename):
            yield Body(function.__code__, function.__globals__)


def _classes(roots: Iterable[Any]) -> list[type]:
    """The first-party classes, with their bases, of the objects near ``roots``."""
    found: dict[type, None] = {}
    for thing in _near(roots):
        cls = thing if isinstance(thing, type) else type(thing)
        found |= {base: None for base in cls.__mro__ if not is_library(base)}
    return list(found)


def _near(roots: Iterable[Any]) -> Iterator[Any]:
    """The objects that ``roots`` lead to, the nearest first."""
    todo = deque(roots)
    seen = {id(root) for root in todo}
    for _ in range(_MOST):
        if not todo:
            return
        thing = todo.popleft()
        yield thing
        for child in children(thing) if not is_dead_end(thing) else ():
            if id(child) not in seen and not is_dead_end(child):
                seen.add(id(child))
                todo.append(child)


def _attributes(things: Iterable[Any]) -> Iterator[Any]:
    """The attributes of modules and classes, and what the classes of objects define."""
    for thing in things:
        if type(thing) is ModuleType:
            yield vars(thing)
        elif type(thing) is not FunctionType:
            bases = (thing if isinstance(thing, type) else type(thing)).__mro__
            yield from (vars(base) for base in bases if not is_library(base))


def _functions(names: list[str], spaces: list[Any]) -> Iterator[FunctionType]:
    for name in names:
        for space in spaces:
            found = space.get(name)
            function = getattr(found, "__func__", found) if type(found) in (staticmethod, classmethod) else found
            if type(function) is FunctionType:
                yield function
