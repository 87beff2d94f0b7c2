"""WSH507: loop over a copy of the set of connections."""

from __future__ import annotations

import ast

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix.edits import insertion_after, insertion_before


def recipe(site: Site) -> Fix | None:
    """``for ws in self.clients:`` becomes ``for ws in list(self.clients):``."""
    loop = site.statement
    if not isinstance(loop, ast.For) or isinstance(loop.iter, ast.Starred | ast.Tuple | ast.GeneratorExp):
        return None
    start, end = ("[*", "]") if _means_another(site.tree, "list") else ("list(", ")")
    edits = (insertion_before(site.lines, loop.iter, start), insertion_after(site.lines, loop.iter, end))
    return Fix("safe", "Loop over a copy", edits)


def _means_another(tree: ast.Module, name: str) -> bool:
    """Whether a file gives a name of Python's own to something else. What a class calls so is no such name outside."""
    members = {id(node) for class_ in ast.walk(tree) if isinstance(class_, ast.ClassDef) for node in class_.body}
    return any(name in _bound(node) for node in ast.walk(tree) if id(node) not in members)


def _bound(node: ast.AST) -> tuple[str, ...]:
    """The names that a node itself binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
            return (name,)
        case ast.Name(id=name, ctx=ast.Store()):
            return (name,)
        case ast.alias(name=name, asname=other):
            return (other or name,)
    return ()
