"""What the teardown of a fixture has at hand, and so may release: locals, what its finalizers are bound to, globals.

A factory fixture keeps what it makes in a list of its own, an exit stack waits in a local variable, and an autouse
fixture clears a registry that it knows by name. None of that is the fixture's value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from types import AsyncGeneratorType, CodeType, FrameType, FunctionType, GeneratorType, MethodType
from typing import Any

from pytest_wshygiene.evidence.roots import is_harness
from pytest_wshygiene.ownership.origin import HARNESS, origin
from pytest_wshygiene.references.following import children, closed_over, is_container, is_dead_end, module_of, named
from pytest_wshygiene.watching.owners import code_of, is_set_up_method

# Calls between a finalizer of pytest's and the generator of the user's that it goes on with.
_DEPTH = 5
#: The attribute of pytest's request that a set-up method of each scope works on.
_HOMES = {"function": "instance", "class": "cls", "module": "module"}


def at_hand(fixturedef: Any) -> list[Any]:
    """The objects that the teardown of a living fixture can reach by itself; empty for one of pytest's own."""
    code = code_of(fixturedef)
    if code is None or origin(code.co_filename) == HARNESS:
        return []
    finalizers = list(getattr(fixturedef, "_finalizers", None) or ())
    found = [thing for finalizer in finalizers for thing in _behind(finalizer, code, _DEPTH)]
    if is_set_up_method(fixturedef):
        found += _set_up(fixturedef, code)
    return [thing for thing in found if not is_harness(type(thing))]


def suspended(fixturedef: Any) -> FrameType | None:
    """Where the generator of a living fixture waits for its teardown; None where it is no generator."""
    code = code_of(fixturedef)
    finalizers = list(getattr(fixturedef, "_finalizers", None) or ())
    frames = (each for finalizer in finalizers for each in _frames(finalizer, code, _DEPTH))
    return next(frames, None)


def _frames(thing: Any, code: CodeType | None, depth: int) -> Iterator[FrameType]:
    inner: Iterable[Any] = ()
    if type(thing) in (GeneratorType, AsyncGeneratorType):
        frame: FrameType | None = getattr(thing, "gi_frame", None) or getattr(thing, "ag_frame", None)
        if frame is not None and frame.f_code is code:
            yield frame
        elif frame is not None:
            inner = (getattr(thing, "gi_yieldfrom", None), *frame.f_locals.values())
    elif type(thing) is partial:
        inner = (thing.func, *thing.args)
    elif type(thing) is FunctionType and origin(thing.__code__.co_filename) == HARNESS:
        inner = closed_over(thing)
    if depth:
        for each in inner:
            yield from _frames(each, code, depth - 1)


def finalizers_by_hand(session: Any) -> list[Any]:
    """What pytest will call at the end of what is running now, without its own methods and the ends of fixtures."""
    stack = getattr(getattr(session, "_setupstate", None), "stack", {})
    return [
        finalizer
        for finalizers, _ in list(stack.values())
        for finalizer in list(finalizers)
        if not _is_pytests(finalizer.func if type(finalizer) is partial else finalizer)
    ]


def _is_pytests(finalizer: Any) -> bool:
    mro = type(getattr(finalizer, "__self__", None)).__mro__
    return any(module_of(cls).startswith("_pytest.") for cls in mro)


def puts_back(fixturedef: Any) -> bool:
    """True for a fixture with a teardown that may change the user's containers; ``monkeypatch`` restores them."""
    code = code_of(fixturedef)
    return fixturedef.argname == "monkeypatch" or (code is not None and origin(code.co_filename) != HARNESS)


def _behind(thing: Any, code: CodeType, depth: int) -> Iterator[Any]:
    """What a finalizer, or something that it is bound to, leads to."""
    if depth == 0 or thing is None:
        return
    if type(thing) in (GeneratorType, AsyncGeneratorType):
        yield from _in_generator(thing, code, depth)
    elif type(thing) is partial:
        for each in (thing.func, *thing.args):
            yield from _behind(each, code, depth - 1)
    elif type(thing) is MethodType:
        method = getattr(thing.__func__, "__code__", code)
        if origin(method.co_filename) != HARNESS:  # which is the end of another fixture
            yield thing.__self__
    elif type(thing) is FunctionType:
        is_plumbing = origin(thing.__code__.co_filename) == HARNESS
        for value in closed_over(thing):
            yield from _behind(value, code, depth - 1) if is_plumbing else (value,)
        if not is_plumbing:
            yield from named(thing.__code__, thing.__globals__)


def _in_generator(generator: Any, code: CodeType, depth: int) -> Iterator[Any]:
    """The locals of the fixture's own frame; of what is wrapped around it, only the generator inside."""
    frame: FrameType | None = getattr(generator, "gi_frame", None) or getattr(generator, "ag_frame", None)
    if frame is None:
        return
    values = list(frame.f_locals.values())
    if frame.f_code is code:
        yield from (value for value in values if not is_dead_end(value))
        yield from ([*_used_by_functions(value)] for value in values if is_container(value))
        yield from (thing for value in values for thing in _put_elsewhere(value, code))
        yield from named(code, frame.f_globals, frame.f_lasti)
        return
    inner = getattr(generator, "gi_yieldfrom", None)
    for value in (inner, *values):
        if type(value) in (GeneratorType, AsyncGeneratorType):
            yield from _behind(value, code, depth - 1)


def _used_by_functions(container: Any) -> Iterator[Any]:
    """What the functions in a container have from around them: a teardown calls those that it has put there."""
    for value in children(container):
        if type(value) is FunctionType:
            yield from (used for used in closed_over(value) if not is_dead_end(used))


def _set_up(fixturedef: Any, code: CodeType) -> Iterator[Any]:
    """What ``setup_method`` and its like have been called on; of a class or module, what they have put there."""
    for home in homes(fixturedef):
        if fixturedef.scope == "function":
            yield home
        else:
            yield from _put_by([code.co_name], home)


def homes(fixturedef: Any) -> Iterator[Any]:
    """The instance, class or module that set-up and tear-down methods work on, by the fixture that pytest makes."""
    for finalizer in list(getattr(fixturedef, "_finalizers", None) or ()):
        for generator in getattr(finalizer, "args", ()):
            frame = getattr(generator, "gi_frame", None)
            request = frame.f_locals.get("request") if frame is not None else None
            home = getattr(request, _HOMES.get(fixturedef.scope, ""), None)
            if home is not None:
                yield home


def _put_by(names: Iterable[str], home: Any) -> Iterator[Any]:
    """The objects in a class or module under one of these names, or one that functions of theirs use."""
    spaces = [vars(each) for each in (home.__mro__ if isinstance(home, type) else (home,))]
    todo = list(names)
    seen = set(todo)
    while todo:
        name = todo.pop()
        for value in [space[name] for space in spaces if name in space]:
            called = getattr(getattr(value, "__func__", value), "__code__", None)
            if isinstance(called, CodeType):
                todo += [each for each in called.co_names if each not in seen]
                seen.update(called.co_names)
            elif not is_dead_end(value):
                yield value


def _put_elsewhere(value: Any, code: CodeType) -> Iterator[Any]:
    """What a fixture has put on the class or module that asks for it, where ``value`` leads there."""
    if isinstance(value, type):
        yield from _put_by(code.co_names, value)
    elif is_harness(type(value)):
        for name in _HOMES.values():
            home = getattr(value, name, None) if name in code.co_names else None
            if home is not None:
                yield from _put_by(code.co_names, home)
