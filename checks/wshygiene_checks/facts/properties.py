"""Properties that only return an attribute: another name for it, by which the class may close or empty it."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def lent_by(node: ast.ClassDef) -> dict[str, str]:
    """The attribute that each such property of a class returns, by the name of the property."""
    methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
    bound = {each.name for each in methods if any(map(_sets, each.decorator_list))}
    return {name: attribute for name, attribute in _plain(methods) if name not in bound and name != attribute}


def _plain(methods: list[ast.FunctionDef]) -> Iterator[tuple[str, str]]:
    for method in methods:
        decorators = [each.id for each in method.decorator_list if isinstance(each, ast.Name)]
        if decorators == ["property"] and len(method.decorator_list) == 1 and method.args.args:
            attribute = _returned(method.body, method.args.args[0].arg)
            if attribute:
                yield method.name, attribute


def _returned(body: list[ast.stmt], self: str) -> str:
    """The attribute of ``self`` that a body returns; what it says or asserts before does not matter."""
    left = [each for each in body if not isinstance(each, ast.Assert) and not _is_text(each)]
    value = left[0].value if len(left) == 1 and isinstance(left[0], ast.Return) else None
    if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == self:
        return value.attr
    return ""


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _sets(decorator: ast.expr) -> bool:
    """``name.setter`` and ``name.deleter``."""
    return isinstance(decorator, ast.Attribute)
