"""Reads annotations."""

from __future__ import annotations

import ast

from wshygiene_checks.facts.record import NOWHERE
from wshygiene_checks.facts.scope import Scope

_WRAPPERS = frozenset({"typing.Optional", "typing.Annotated", "typing.ClassVar", "typing.Final", "typing.Union"})
_ANYTHING = frozenset({"typing.Any", "typing_extensions.Any"})


def annotation_of_parameter(scope: Scope, node: ast.expr | None) -> str:
    """The path of a parameter's type; ``Any`` says as little as no annotation."""
    found = annotation(scope, node)
    return NOWHERE if found in _ANYTHING else found


def annotation(scope: Scope, node: ast.expr | None) -> str:
    """The path of an annotated type, without ``Optional`` and ``| None``; of several types the first."""
    if node is None:
        return NOWHERE
    if isinstance(node, ast.Name):
        return scope.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = annotation(scope, node.value)
        return f"{base}.{node.attr}" if base else NOWHERE
    if isinstance(node, ast.Subscript):
        base = annotation(scope, node.value)
        if base not in _WRAPPERS:
            return base
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return next((found for each in inner if (found := annotation(scope, each))), NOWHERE)
    if isinstance(node, ast.BinOp):
        return annotation(scope, node.left) or annotation(scope, node.right)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _quoted(scope, node.value)
    return NOWHERE


def _quoted(scope: Scope, text: str) -> str:
    if not text.isidentifier():
        try:
            return annotation(scope, ast.parse(text.strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError):
            return NOWHERE
    return scope.get(text, text)
