"""Whether code goes round again when what it waits for has ended: a client that reconnects by hand.

Such a task does not end with its connection. It is read from the source of what is suspended; what cannot be read, or
cannot be told, does not go on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from types import FrameType
from typing import Any

from pytest_wshygiene.references.following import module_of
from pytest_wshygiene.suspended.statements import BLOCKS, around_of, named_classes

_ANY_ERROR: tuple[type, ...] = (BaseException, Exception)


class _Way(Enum):
    """How control comes out of a piece of code when the connection ends."""

    GOES_ON = auto()  # behind it
    RAISES = auto()
    LEAVES_LOOP = auto()
    NEXT_ROUND = auto()
    RETURNS = auto()
    UNKNOWN = auto()  # a condition decides


_LEAVING: dict[type[ast.AST], _Way] = {
    ast.Return: _Way.RETURNS,
    ast.Raise: _Way.RAISES,
    ast.Break: _Way.LEAVES_LOOP,
    ast.Continue: _Way.NEXT_ROUND,
}


def carries_on(frames: Sequence[FrameType], ended: object) -> bool:
    """True where suspended frames of the user's, outermost first, begin another round when ``ended`` has ended."""
    way = _Way.RAISES
    for frame in reversed(frames):
        around = around_of(frame)
        if not around:
            return False
        if way is _Way.RAISES and _is_iterated(around[-1], frame):
            way = _Way.GOES_ON
        way = _through(around, way, frame, ended)
        if way in (_Way.NEXT_ROUND, _Way.UNKNOWN):
            return way is _Way.NEXT_ROUND
        way = _Way.RAISES if way is _Way.RAISES else _Way.GOES_ON
    return False


def _through(around: list[ast.AST], way: _Way, frame: FrameType, ended: object) -> _Way:
    """How control leaves the function, or that it begins another round, from the innermost statement outwards."""
    for outer, inner in zip(reversed(around[:-1]), reversed(around), strict=False):
        if way is _Way.GOES_ON:
            way = _after(outer, inner)
        if isinstance(outer, ast.Try) and way is _Way.RAISES and inner in outer.body:
            way = _handled(outer, frame, ended)
        elif isinstance(outer, (ast.With, ast.AsyncWith)) and way is _Way.RAISES and _suppresses(outer, frame, ended):
            way = _Way.GOES_ON
        if isinstance(outer, (ast.While, ast.For, ast.AsyncFor)):
            if way in (_Way.GOES_ON, _Way.NEXT_ROUND):
                endless = isinstance(outer, ast.While) and isinstance(outer.test, ast.Constant) and outer.test.value
                return _Way.NEXT_ROUND if endless and inner in outer.body else _Way.UNKNOWN
            if way is _Way.LEAVES_LOOP:
                way = _Way.GOES_ON
        if way in (_Way.RETURNS, _Way.UNKNOWN):
            return way
    return way


def _after(outer: ast.AST, inner: ast.AST) -> _Way:
    """What the statements behind ``inner`` in its block do next."""
    for name in BLOCKS:
        block = getattr(outer, name, [])
        if inner in block:
            return _way_of(block[block.index(inner) + 1 :])
    return _Way.GOES_ON


def _way_of(statements: Iterable[ast.stmt]) -> _Way:
    """How control comes out of statements, where no branch among them decides that."""
    for statement in statements:
        if type(statement) in _LEAVING:
            return _LEAVING[type(statement)]
        if any(type(each) in _LEAVING for each in ast.walk(statement)):
            return _Way.UNKNOWN
    return _Way.GOES_ON


def _handled(statement: ast.Try, frame: FrameType, ended: object) -> _Way:
    for handler in statement.handlers:
        if any(_is_of_connection(each, ended) for each in named_classes(handler.type, frame)):
            return _way_of(handler.body)
    return _Way.RAISES


def _suppresses(statement: ast.With | ast.AsyncWith, frame: FrameType, ended: object) -> bool:
    """True for ``with contextlib.suppress(...)`` of the connection's end."""
    for item in statement.items:
        call = item.context_expr
        name = getattr(call.func, "attr", getattr(call.func, "id", "")) if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and name == "suppress":
            return any(_is_of_connection(each, ended) for part in call.args for each in named_classes(part, frame))
    return False


def _is_of_connection(cls: Any, ended: object) -> bool:
    """True for an exception that the end of a connection may raise: any, one of the network, or its library's.

    A timeout says that nothing has come as yet.
    """
    if type not in type(cls).__mro__ or TimeoutError in cls.__mro__:
        return False
    own = {module_of(base).partition(".")[0] for base in type(ended).__mro__} - {"builtins", "asyncio"}
    return cls in _ANY_ERROR or OSError in cls.__mro__ or module_of(cls).partition(".")[0] in own


def _is_iterated(statement: ast.AST, frame: FrameType) -> bool:
    """True where the frame waits for the next item of an ``async for``: that ends quietly."""
    if not isinstance(statement, ast.AsyncFor):
        return False
    line = frame.f_lineno
    return line is not None and statement.iter.lineno <= line <= (statement.iter.end_lineno or line)
