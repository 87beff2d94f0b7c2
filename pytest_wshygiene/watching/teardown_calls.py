"""What the teardown of a fixture closes, and what it takes entries out of by the functions it calls, by their names.

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
from pytest_wshygiene.references.following import children, is_container, is_dead_end, is_library, reachable
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
    at_end = [*at_hand(definition), *(definition.cached_result or ())[:1]]
    spaces = [vars(cls) for cls in _classes(at_end)]
    things: list[Any] = []
    todo = deque(_first_steps(definition))
    seen = {step.code for step in todo}
    while todo and len(seen) < _MOST:
        step = todo.popleft()
        names = step.names
        named = [thing for name in names if (thing := step.space.get(name)) is not None]
        things += (thing for thing in named if not is_dead_end(thing))
        near = [step.space, *spaces, *_attributes(named)]
        if place.names[-1] in names and step.takes_out and _leads_to(container, place.names[-1], near, things):
            return True
        for function in _functions(names, near):
            code = function.__code__
            if code not in seen and is_first_party(code.co_filename):
                seen.add(code)
                todo.append(Body(code, function.__globals__))
    return False


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
    todo = deque(roots)
    seen = {id(root) for root in todo}
    found: dict[type, None] = {}
    looked = 0
    while todo and looked < _MOST:
        thing = todo.popleft()
        looked += 1
        cls = thing if isinstance(thing, type) else type(thing)
        found |= {base: None for base in cls.__mro__ if not is_library(base)}
        for child in children(thing) if not is_dead_end(thing) else ():
            if id(child) not in seen and not is_dead_end(child):
                seen.add(id(child))
                todo.append(child)
    return list(found)


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
