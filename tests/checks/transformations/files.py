"""The same program in two files."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .syntax import FUNCTION, behind_imports


def in_two_files(code: str) -> tuple[str, str] | None:
    """The first definitions of a program, and a file that imports them for the others; None where it is one piece."""
    tree = ast.parse(code)
    at = behind_imports(tree)
    head, body = tree.body[:at], tree.body[at:]
    for cut in range(len(body) - 1, 0, -1):
        first, second = body[:cut], body[cut:]
        given = _bound(first)
        wanted = given & _read(second)
        changed = {name for node in _nodes(second) if isinstance(node, ast.Global) for name in node.names}
        if wanted and not changed & given and not _read(first) & _bound(second):
            imports = ast.parse(f"from app.first import {', '.join(sorted(wanted))}").body
            return ast.unparse(ast.Module([*head, *first], [])), ast.unparse(ast.Module([*head, *imports, *second], []))
    return None


def _nodes(body: Iterable[ast.stmt]) -> Iterable[ast.AST]:
    return (node for statement in body for node in ast.walk(statement))


def _read(body: Iterable[ast.stmt]) -> set[str]:
    return {node.id for node in _nodes(body) if isinstance(node, ast.Name)}


def _bound(body: Iterable[ast.stmt]) -> set[str]:
    defined = {each.name for each in body if isinstance(each, (*FUNCTION, ast.ClassDef))}
    assigned = [each for each in body if isinstance(each, ast.Assign | ast.AnnAssign)]
    stored = (node for node in _nodes(assigned) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return defined | {node.id for node in stored}
