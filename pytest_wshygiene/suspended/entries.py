"""Which containers code calls the entries of, read from its source: a list of what is to be done in the end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType

from pytest_wshygiene.suspended.statements import definition_of

_Names = dict[str, set[str]]


@lru_cache(maxsize=256)
def entries_called(code: CodeType, after: int = 0) -> frozenset[str]:
    """The names of variables and attributes that what is called beyond a line comes out of.

    That is what a loop goes through, or something is taken from: ``for end in self.ends: end()``, ``ends.pop()()``.
    """
    definition = definition_of(code)
    nodes = [] if definition is None else [node for node in ast.walk(definition) if _line(node) > after]
    sources: _Names = {}
    for target, source in (pair for node in nodes for pair in _bound(node)):
        for variable in _names(target):
            sources.setdefault(variable, set()).update(_names(source))
    found: set[str] = set()
    for called in (node.func for node in nodes if isinstance(node, ast.Call)):
        if isinstance(called, ast.Name):
            found |= _come_from(called.id, sources)
        elif isinstance(called, (ast.Call, ast.Subscript)):
            found |= _names(called)
    return frozenset(found)


def _line(node: ast.AST) -> int:
    """The line of a node; what has none, such as the clause of a comprehension, lasts to the end."""
    line: int = getattr(node, "lineno", 1 << 31)
    return line


def _bound(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """(target, value) of what a node gives to variables."""
    if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield node.target, node.iter
    elif isinstance(node, ast.NamedExpr):
        yield node.target, node.value
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value


def _names(node: ast.AST) -> set[str]:
    inner = list(ast.walk(node))
    attributes = {each.attr for each in inner if isinstance(each, ast.Attribute)}
    return attributes | {each.id for each in inner if isinstance(each, ast.Name)}


def _come_from(variable: str, sources: _Names) -> set[str]:
    """The names that the value of a variable comes from, also by way of other variables."""
    found: set[str] = set()
    todo = [variable]
    while todo:
        new = sources.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found
