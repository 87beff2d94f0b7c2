"""Which names a function defined in a loop reads when it is called, and not when it is defined."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

Closure = ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef


def late_names(node: Closure, names: Set[str]) -> tuple[str, ...]:
    """Those of ``names`` that the body reads and does not bind itself, in the order of the text."""
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    read: dict[str, None] = {}
    bound = set(_parameters(node.args))
    for part in body:
        for each in ast.walk(part):
            if isinstance(each, ast.Name):
                if isinstance(each.ctx, ast.Load):
                    read[each.id] = None
                else:
                    bound.add(each.id)
            elif isinstance(each, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef):
                bound.update(_parameters(each.args))
            elif isinstance(each, ast.Nonlocal | ast.Global):
                return ()  # the loop's own names are what it changes
    return tuple([name for name in read if name in names and name not in bound])


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if each is not None:
            yield each.arg
