"""What suspended code releases when it is left: what its ``finally``, or an ``except`` for all, closes ends with it.

A handler that is suspended inside of ``try: ... finally: beat.cancel()`` ends its heartbeat when it ends itself. It is
read from the source of what is suspended. What a condition decides, or cannot be read, is not released.
"""

from __future__ import annotations

import ast
import asyncio
import itertools
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any

from pytest_wshygiene.references.following import attributes
from pytest_wshygiene.suspended.statements import BLOCKS, around_of, named_classes

#: Methods that end what they are called on.
_RELEASES = frozenset({"cancel", "close", "aclose", "stop", "shutdown", "disconnect", "terminate", "kill"})
_CONTAINERS: tuple[type, ...] = (list, tuple, set, frozenset)
#: What an ``except`` names that goes through a cancelled task.
_CANCELLED: tuple[type, ...] = (BaseException, asyncio.CancelledError)
_Loops = dict[str, list[Any]]


def released_by(frames: Iterable[FrameType]) -> list[Any]:
    """The objects that suspended frames will release when an exception, or ``close()``, goes through them."""
    return [thing for frame in frames for call in _on_the_way_out(frame) for thing in _found(call, frame, {})]


def _on_the_way_out(frame: FrameType) -> Iterator[ast.stmt]:
    """The statements that run however the frame is left."""
    around = around_of(frame)
    for outer, inner in itertools.pairwise(around):
        if isinstance(outer, ast.Try) and inner not in outer.finalbody:
            yield from next((each.body for each in outer.handlers if inner in outer.body and _catches(each, frame)), [])
            yield from outer.finalbody
    yield from _behind_the_yield(around, frame)


def _catches(handler: ast.ExceptHandler, frame: FrameType) -> bool:
    return any(cls is each for cls in named_classes(handler.type, frame) for each in _CANCELLED)


def _behind_the_yield(around: list[ast.AST], frame: FrameType) -> Iterator[ast.stmt]:
    """The same of a context manager: what it was suspended for comes to its end, and it is resumed."""
    if not around or not isinstance(getattr(around[-1], "value", None), ast.Yield):
        return
    for outer, inner in zip(reversed(around[:-1]), reversed(around), strict=False):
        if isinstance(outer, (ast.While, ast.For, ast.AsyncFor)):
            return
        for name in BLOCKS:
            block = getattr(outer, name, [])
            if inner in block:
                yield from block[block.index(inner) + 1 :]


def _found(statement: ast.stmt, frame: FrameType, each: _Loops, asked: tuple[str, ...] = ()) -> Iterator[Any]:
    """What a statement releases, ``each`` being what the names of its loops stand for; nothing is run for that.

    ``asked`` are the expressions that conditions around it ask about.
    """
    if isinstance(statement, (ast.With, ast.AsyncWith, ast.Try)):
        for inner in statement.body:
            yield from _found(inner, frame, each, asked)
    elif isinstance(statement, (ast.For, ast.AsyncFor)) and isinstance(statement.target, ast.Name):
        members = [part for thing in _named(statement.iter, frame, each) for part in _members(thing)]
        for inner in statement.body:
            yield from _found(inner, frame, each | {statement.target.id: members}, asked)
    elif isinstance(statement, ast.If):
        for inner in statement.body:
            yield from _found(inner, frame, each, (*asked, *_expressions(statement.test)))
    elif isinstance(statement, ast.Expr):
        call = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _RELEASES:
            released = call.func.value
            if all(f"{text}.".startswith(f"{ast.unparse(released)}.") for text in asked):
                yield from _named(released, frame, each)


def _expressions(test: ast.expr) -> Iterator[str]:
    """The names and attributes that a condition asks about, as in ``if self.beat is not None``."""
    if isinstance(test, (ast.Name, ast.Attribute)):
        yield ast.unparse(test)
        return
    for inner in ast.iter_child_nodes(test):
        if isinstance(inner, ast.expr):
            yield from _expressions(inner)


def _named(expression: ast.expr, frame: FrameType, each: _Loops) -> list[Any]:
    """The objects that a name, or an attribute of one, stands for; [] for what would have to be run."""
    if isinstance(expression, ast.Name):
        if expression.id in each:
            return each[expression.id]
        return [frame.f_locals[expression.id]] if expression.id in frame.f_locals else []
    if isinstance(expression, ast.Attribute):
        found = [attributes(thing) for thing in _named(expression.value, frame, each)]
        return [own[expression.attr] for own in found if expression.attr in own]
    return []


def _members(thing: Any) -> list[Any]:
    if type(thing) is dict:
        return list(thing.values())
    return list(thing) if type(thing) in _CONTAINERS else []
