"""What is kept to be called later: a function, a bound method, or either with its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, MethodType, MethodWrapperType
from typing import Any

from pytest_wshygiene.references.bodies import ENDINGS, Body
from pytest_wshygiene.references.following import closed_over, named

_BOUND = (MethodType, BuiltinFunctionType, MethodWrapperType)
_FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType, MethodDescriptorType)
#: How deep a call may be inside of what it is kept with: ``(call, args, kwargs)``, each of which may be a partial.
_DEPTH = 4


def behind(thing: Any) -> Iterator[Any]:
    """The objects that a call is for: of a method its own, of a function what it has from around it and by name."""
    if type(thing) in _BOUND:
        yield thing.__self__
    elif type(thing) is partial:
        for part in (thing.func, *thing.args, *thing.keywords.values()):
            yield from behind(part)
    elif type(thing) is FunctionType:
        yield from closed_over(thing)
        yield from named(thing.__code__, thing.__globals__)
    else:
        yield thing


def ended_by(entry: Any) -> list[Any]:
    """The objects that calling ``entry`` is for, where that closes, cancels or stops something; else none."""
    parts = list(_parts(entry, _DEPTH))
    if not any(_is_end(part) for part in parts):
        return []
    return [thing for part in parts for thing in behind(part)]


def _parts(entry: Any, depth: int) -> Iterator[Any]:
    inner: tuple[Any, ...] | None = None
    if type(entry) in (tuple, list):
        inner = tuple(entry)
    elif type(entry) is dict:
        inner = tuple(entry.values())
    elif type(entry) is partial:
        inner = (entry.func, *entry.args, *entry.keywords.values())
    if inner is None:
        yield entry
    elif depth:
        for part in inner:
            yield from _parts(part, depth - 1)


def _is_end(function: Any) -> bool:
    if type(function) not in _FUNCTIONS:
        return False
    inside = function.__func__ if type(function) is MethodType else function
    if inside.__name__ in ENDINGS:
        return True
    return type(inside) is FunctionType and Body(inside.__code__, inside.__globals__).ends_something
