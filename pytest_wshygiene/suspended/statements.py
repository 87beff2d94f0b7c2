"""The statements that suspended code stands in, read from its source; what cannot be read has none."""

from __future__ import annotations

import ast
import linecache
from types import FrameType

_Function = ast.FunctionDef | ast.AsyncFunctionDef
#: What a parse raises where nothing can be read; the last is Python 3.11's, where a finalizer parses meanwhile.
UNREADABLE = (SyntaxError, ValueError, SystemError)
#: Where a statement has other statements.
BLOCKS = ("body", "orelse", "finalbody", "handlers")


def around_of(frame: FrameType) -> list[ast.AST]:
    """The function that a frame is in and the statements that it is suspended in, outermost first; [] if unreadable."""
    code, line = frame.f_code, frame.f_lineno
    try:
        module = ast.parse("".join(linecache.getlines(code.co_filename, frame.f_globals)))
    except UNREADABLE:
        return []
    node = next((each for each in ast.walk(module) if _is_code(each, code.co_name, code.co_firstlineno)), None)
    if node is None or line is None:
        return []
    around: list[ast.AST] = [node]
    while (inner := _holding(around[-1], line)) is not None:
        around.append(inner)
    return around if len(around) > 1 else []


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
