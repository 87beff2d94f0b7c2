"""Names for what was written in place: arguments of calls, and constants of the module."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from random import Random

from .syntax import Function, assigned, behind_imports, classes, load, methods, replace_statements, store

_READ_AS_WRITTEN = ("getattr", "setattr", "hasattr", "cast", "TypeVar", "open", "super")


def arguments_through_locals(tree: ast.Module, random: Random) -> ast.Module:
    """``bus.on("price", self._show)`` becomes ``shown = self._show`` and ``bus.on("price", shown)``."""
    count = iter(range(1000))

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if not isinstance(statement, ast.Expr | ast.Assign):
            return None
        made = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        if not isinstance(made, ast.Call) or not _may_be_named(made):
            return None
        named: list[ast.stmt] = []
        for at, argument in enumerate(made.args):
            if not isinstance(argument, ast.Constant | ast.Lambda | ast.Name):
                name = f"given_{next(count)}"
                named.append(assigned(store(name), argument))
                made.args[at] = load(name)
        return [*named, statement]

    replace_statements(tree, change)
    return tree


def _may_be_named(made: ast.Call) -> bool:
    function = made.func
    if isinstance(function, ast.Name):
        plain = function.id not in _READ_AS_WRITTEN
    else:
        plain = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name | ast.Attribute)
    waits = any(isinstance(node, ast.Await | ast.Yield | ast.Starred) for each in made.args for node in ast.walk(each))
    return plain and not waits


def constants_with_names(tree: ast.Module, random: Random) -> ast.Module:
    """``bus.on("price", show)`` becomes ``bus.on(CONSTANT_0, show)`` below ``CONSTANT_0 = "price"``."""
    named = _Named(load)
    named.visit(tree)
    at = behind_imports(tree)
    tree.body[at:at] = named.bindings()
    return tree


def constants_of_classes(tree: ast.Module, random: Random) -> ast.Module:
    """``bus.on("price", self.show)`` becomes ``bus.on(Screen.CONSTANT_0, self.show)`` in the class ``Screen``."""
    for class_ in classes(tree):
        named = _Named(lambda name, owner=class_.name: ast.Attribute(load(owner), name, ast.Load()))
        for method in methods(class_):
            named.generic_visit(method)
        class_.body[0:0] = named.bindings()
    return tree


class _Named(ast.NodeTransformer):
    """Puts names in the place of texts and numbers that calls are given; ``reading`` makes what reads a name."""

    def __init__(self, reading: Callable[[str], ast.expr]) -> None:
        self._reading = reading
        self._names: dict[tuple[type, object], str] = {}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id in _READ_AS_WRITTEN):
            node.args = [self._named(argument) for argument in node.args]
            for keyword in node.keywords:
                keyword.value = self._named(keyword.value)
        return node

    def _named(self, node: ast.expr) -> ast.expr:
        if not isinstance(node, ast.Constant) or type(node.value) not in (str, int, float):
            return node
        taken = f"CONSTANT_{len(self._names)}"
        return self._reading(self._names.setdefault((type(node.value), node.value), taken))

    def bindings(self) -> list[ast.stmt]:
        """The statements that bind the names."""
        return [assigned(store(name), ast.Constant(copy.copy(value))) for (_, value), name in self._names.items()]


NAMED = (arguments_through_locals, constants_with_names, constants_of_classes)
