"""Loops over what is written out on the spot: each round is read with the name standing for its own element.

``for each in (self._reader, self._writer): each.cancel()`` cancels two attributes, and so does ``for name in
("_reader", "_writer"): getattr(self, name).cancel()``, or ``app[name].cancel()``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wshygiene_checks.facts.names import Names
from wshygiene_checks.facts.record import Value
from wshygiene_checks.facts.results import is_application

_MOST_ROUNDS = 8  # longer lists are tables of settings
_WRAPPERS = frozenset({"list", "tuple", "set", "sorted", "reversed", "iter", "filter", "chain"})
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Round(NamedTuple):
    """What a loop's target stands for in one round: an element, or with ``each`` any element of a container."""

    element: ast.expr
    each: bool


def rounds_of(target: ast.expr, iterated: ast.expr, body: Sequence[ast.AST]) -> list[Round]:
    """The rounds of a loop over places and texts that are written out; empty for all other loops."""
    found = list(_rounds(iterated)) if type(iterated) in _LISTS else []
    if not 0 < len(found) <= _MOST_ROUNDS or not all(_fits(target, each) for each in found):
        return []
    texts = any(type(part) is ast.Constant for each in found for part in _parts(each.element))
    nodes = [node for statement in body for node in ast.walk(statement)]
    if any(isinstance(node, _DEFINES) for node in nodes) or (texts and not any(map(_names_attribute, nodes))):
        return []
    return found


def bind_round(names: Names, target: ast.expr, this: Round) -> None:
    """Let the target stand for what it is in this round."""
    if this.each:
        names.bind(target, names.value(this.element))
        return
    for part, element in zip(_parts(target), _parts(this.element), strict=True):
        if isinstance(part, ast.Name):
            value = names.value(element)
            names.alias(part.id, value)
            if value.kind == "constant":
                names.scope[part.id], names.sorts[part.id] = value.path, "constant"


def bind_pattern(names: Names, pattern: ast.pattern, subject: Value) -> None:
    """Let the name that a ``case`` gives to the whole subject stand for it, and other names for locals."""
    for part in ast.walk(pattern):
        name = getattr(part, "name", None) or getattr(part, "rest", None)
        if isinstance(name, str):
            names.scope[name] = "%" + name
    if isinstance(pattern, ast.MatchAs) and pattern.name:
        names.alias(pattern.name, subject)


_LISTS = (ast.Tuple, ast.List, ast.Set, ast.Call, ast.BinOp)


def _rounds(node: ast.expr) -> Iterator[Round]:
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        for part in node.elts:
            yield Round(part.value, True) if isinstance(part, ast.Starred) else Round(part, False)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.BitOr)):
        yield from (*_rounds_or_all(node.left), *_rounds_or_all(node.right))
    elif isinstance(node, ast.Call) and _called(node.func) in _WRAPPERS:
        if _called(node.func) == "chain":
            yield from (this for part in node.args for this in _rounds_or_all(part))
        elif node.args:
            yield from _rounds(node.args[-1])


def _rounds_or_all(node: ast.expr) -> list[Round]:
    return list(_rounds(node)) or [Round(node, True)]


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]


def _fits(target: ast.expr, this: Round) -> bool:
    """Whether reading the element again records nothing, and each name of the target gets one part of it."""
    parts = _parts(this.element)
    shaped = this.each or len(parts) == len(_parts(target))
    return shaped and all(is_place(part) or (type(part) is ast.Constant and not this.each) for part in parts)


def is_place(node: ast.expr) -> bool:
    """Whether an expression is a name, or an attribute of one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _names_attribute(node: ast.AST) -> bool:
    """Whether this reads or writes an attribute by its name, or what an application object keeps under one."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Name) and is_application(_called(node.value))
    return isinstance(node, ast.Call) and _called(node.func) in ("getattr", "setattr")
