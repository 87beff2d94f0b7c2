"""Reads annotations."""

from __future__ import annotations

import ast

from wshygiene_checks.facts.record import NOWHERE
from wshygiene_checks.facts.scope import Scope

_WRAPPERS = frozenset({"typing.Optional", "typing.Annotated", "typing.ClassVar", "typing.Final"})


def annotation(scope: Scope, node: ast.expr | None) -> str:
    """The path of an annotated type, without ``Optional`` and ``| None``."""
    if node is None:
        return NOWHERE
    if isinstance(node, ast.Name):
        return scope.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = annotation(scope, node.value)
        return f"{base}.{node.attr}" if base else NOWHERE
    if isinstance(node, ast.Subscript):
        base = annotation(scope, node.value)
        inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
        return annotation(scope, inner) if base in _WRAPPERS else base
    if isinstance(node, ast.BinOp):
        return annotation(scope, node.left) or annotation(scope, node.right)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _quoted(scope, node.value)
    return NOWHERE


def _quoted(scope: Scope, text: str) -> str:
    first, dot, rest = text.partition("[")[0].partition(" | ")[0].strip().partition(".")
    return f"{scope.get(first, first)}{'.' if dot and rest else ''}{rest}"
