"""Containers that get what is written out on the spot: the same as putting it in, or taking it out, one by one."""

from __future__ import annotations

import ast

_MOST = 4  # longer ones are tables of settings


def added_one_by_one(node: ast.AugAssign) -> list[ast.stmt]:
    """``self._tasks |= {task}`` as ``self._tasks.add(task)``; empty where it is not written out what is added."""
    kind = type(node.op), type(node.value)
    if kind == (ast.BitOr, ast.Dict):
        return _items(node, node.target, node.value)
    name = _AUGMENTED.get(kind, "")
    return _calls(node, node.target, name, node.value) if name else []


def filled_one_by_one(node: ast.Call) -> list[ast.stmt]:
    """``rooms.update({key: room})`` as ``rooms[key] = room``, and ``extend([x])`` as ``append(x)``."""
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return []
    given = node.args[0]
    if node.func.attr == "update" and isinstance(given, ast.Dict):
        return _items(node, node.func.value, given)
    name = _METHODS.get(node.func.attr, "") if isinstance(given, (ast.List, ast.Set, ast.Tuple)) else ""
    return _calls(node, node.func.value, name, given) if name else []


_AUGMENTED = {
    (ast.BitOr, ast.Set): "add",
    (ast.Add, ast.List): "append",
    (ast.Add, ast.Tuple): "append",
    (ast.Sub, ast.Set): "discard",
}
_METHODS = {"extend": "append", "difference_update": "discard"}


def _calls(node: ast.AST, container: ast.expr, name: str, given: ast.expr) -> list[ast.stmt]:
    parts = given.elts if isinstance(given, (ast.List, ast.Set, ast.Tuple)) else []
    if not 0 < len(parts) <= _MOST or any(isinstance(part, ast.Starred) for part in parts):
        return []
    return [_placed(ast.Expr(_call(node, container, name, part)), node) for part in parts]


def _call(node: ast.AST, container: ast.expr, name: str, part: ast.expr) -> ast.Call:
    method = ast.copy_location(ast.Attribute(container, name, ast.Load()), node)
    return ast.copy_location(ast.Call(method, [part], []), node)


def _items(node: ast.AST, container: ast.expr, given: ast.expr) -> list[ast.stmt]:
    keys, values = (given.keys, given.values) if isinstance(given, ast.Dict) else ([], [])
    pairs = [(key, value) for key, value in zip(keys, values, strict=True) if key is not None]
    if not 0 < len(keys) <= _MOST or len(pairs) < len(keys):
        return []
    places = [ast.copy_location(ast.Subscript(container, key, ast.Store()), node) for key, _ in pairs]
    return [_placed(ast.Assign([place], value), node) for place, (_, value) in zip(places, pairs, strict=True)]


def _placed(statement: ast.stmt, node: ast.AST) -> ast.stmt:
    return ast.copy_location(statement, node)
