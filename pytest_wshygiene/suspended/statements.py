"""The statements that suspended code stands in, read from its source; what cannot be read has none."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FrameType, ModuleType
from typing import Any

_Function = ast.FunctionDef | ast.AsyncFunctionDef
#: What a parse raises where nothing can be read; the last is Python 3.11's, where a finalizer parses meanwhile.
UNREADABLE = (SyntaxError, ValueError, SystemError)
#: Where a statement has other statements.
BLOCKS = ("body", "orelse", "finalbody", "handlers")


def around_of(frame: FrameType) -> list[ast.AST]:
    """The function that a frame is in and the statements that it is suspended in, outermost first; [] if unreadable."""
    linecache.lazycache(frame.f_code.co_filename, frame.f_globals)
    return _around(frame.f_code, frame.f_lineno) if frame.f_lineno is not None else []


@lru_cache(maxsize=64)
def definition_of(code: CodeType) -> ast.AST | None:
    """The definition of a function; None where it cannot be read."""
    try:
        module = ast.parse("".join(linecache.getlines(code.co_filename)))
    except UNREADABLE:
        return None
    return next((each for each in ast.walk(module) if _is_code(each, code.co_name, code.co_firstlineno)), None)


@lru_cache(maxsize=64)  # many tasks are suspended in the same few lines, also of large modules
def _around(code: CodeType, line: int) -> list[ast.AST]:
    node = definition_of(code)
    if node is None:
        return []
    around: list[ast.AST] = [node]
    while (inner := _holding(around[-1], line)) is not None:
        around.append(inner)
    return around if len(around) > 1 else []


def named_classes(expression: ast.expr | None, frame: FrameType) -> Iterator[Any]:
    """The classes that an ``except`` names, as far as the names are global ones; nothing is run for that."""
    if expression is None:
        yield BaseException
    elif isinstance(expression, ast.Tuple):
        for each in expression.elts:
            yield from named_classes(each, frame)
    else:
        yield _found(expression, frame)


def _found(expression: ast.expr, frame: FrameType) -> Any:
    if isinstance(expression, ast.Name):
        return frame.f_globals.get(expression.id, frame.f_builtins.get(expression.id))
    if isinstance(expression, ast.Attribute):
        space = _found(expression.value, frame)
        return vars(space).get(expression.attr) if ModuleType in type(space).__mro__ else None
    return None


def _is_code(node: ast.AST, name: str, line: int) -> bool:
    """True for the function whose code begins in that line, at a decorator if it has one."""
    if not isinstance(node, _Function) or node.name != name:
        return False
    return line in (node.lineno, *(each.lineno for each in node.decorator_list))


def _holding(node: ast.AST, line: int) -> ast.AST | None:
    """The statement, or the ``except`` around it, of one of the node's blocks that the line is in."""
    for name in BLOCKS:
        for each in getattr(node, name, []):
            if each.lineno <= line <= (each.end_lineno or line):
                found: ast.AST = each
                return found
    return None
