"""What a name stands for: an import, a global, a local, or an alias of another place."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from wshygiene_checks.source import translated

Scope = dict[str, str]  # name -> path
_NOTHING: Mapping[str, str] = {}
_ALL = "*"
_BUILTINS = frozenset(dir(builtins))


class Home(NamedTuple):
    """The module that code stands in: its name, whether it is a package, and what else it calls files of the project.

    ``local`` are the beginnings of such other names: a program that is started in ``backend`` calls ``backend.app``
    just ``app``.
    """

    module: str
    is_package: bool = False
    local: Mapping[str, str] = _NOTHING


def of_module(tree: ast.Module, home: Home) -> Scope:
    """The names that a module binds anywhere outside functions and classes, and imports bound inside functions."""
    scope: Scope = {}
    instead: set[int] = set()  # what runs where an import fails
    for statement in statements_in(tree.body):
        kind = type(statement)
        if kind is ast.Import or kind is ast.ImportFrom:
            bind_import(scope, statement, home, fallback=id(statement) in instead)
        elif isinstance(statement, ast.ExceptHandler):
            instead.update(map(id, statement.body))
        elif isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            scope[statement.name] = f"{home.module}.{statement.name}"
        else:
            for name in _bound(statement):
                scope.setdefault(name, f"{home.module}.{name}")
    if _ALL in scope:
        _bind_all(scope, tree)
    return scope


def _bind_all(scope: Scope, tree: ast.Module) -> None:
    """Add the names that can only be from ``from socket import *``; where there are two of those, nobody can tell."""
    path, imports = scope.pop(_ALL), (each for each in statements_in(tree.body) if isinstance(each, ast.ImportFrom))
    if sum(each.names[0].name == _ALL for each in imports) > 1:
        return
    read: set[str] = set()
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name)
    own = frozenset() if path.partition(".")[0] in sys.stdlib_module_names else sys.stdlib_module_names
    for name in read - bound - _BUILTINS - own:  # a module that the other one has imported is known by its own name
        scope.setdefault(name, path.removesuffix(_ALL) + name)


def bind_import(scope: Scope, node: ast.AST, home: Home, *, fallback: bool = False) -> None:
    """Add what an ``import`` statement binds; a ``fallback`` stands for what has another name where that is there."""
    for name, path in imported(node, home):
        if not fallback or name not in scope:
            scope[name] = path


def imported(node: ast.AST, home: Home) -> Iterator[tuple[str, str]]:
    """The names that an ``import`` statement binds, and what each stands for."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            yield name, translated(home.local, alias.name if alias.asname else name)
    elif isinstance(node, ast.ImportFrom):
        source, local = _absolute(node, home), _NOTHING if node.level else home.local
        for alias in node.names:
            path = f"{source}.{alias.name}" if source else alias.name
            yield alias.asname or alias.name, translated(local, path)


def _absolute(node: ast.ImportFrom, home: Home) -> str:
    if not node.level:
        return node.module or ""
    parts = home.module.split(".") if home.module else []
    climb = node.level - 1 if home.is_package else node.level
    parts = parts[: len(parts) - climb] if climb else parts
    return ".".join([*parts, node.module] if node.module else parts)


# Statements whose inner ones run with them, by where those are; `handlers` and `cases` have inner ones in turn.
_PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.Try: ("body", "orelse", "finalbody", "handlers"),
    ast.TryStar: ("body", "orelse", "finalbody", "handlers"),
    ast.ExceptHandler: ("body",),
}


def statements_in(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Statements that run with these, also those inside ``if``, ``try``, ``with`` and loops; nothing of definitions."""
    for statement in body:
        yield statement
        for part in _PARTS.get(type(statement), ()):
            yield from statements_in(getattr(statement, part))


def bound_by(body: Iterable[ast.AST]) -> Iterator[str]:
    """The plain names that these statements bind by assignment."""
    return (name for statement in body for name in _bound(statement))


def _bound(statement: ast.AST) -> Iterator[str]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = list(statement.targets)
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor)):
        targets = [statement.target]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        targets = [item.optional_vars for item in statement.items if item.optional_vars]
    for target in targets:
        yield from names_in(target)


def names_in(target: ast.expr) -> Iterator[str]:
    """The plain names that an assignment target binds."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from names_in(part)
    elif isinstance(target, ast.Starred):
        yield from names_in(target.value)
