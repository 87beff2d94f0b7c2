"""WSH206: cancel the task or timer that is about to be replaced."""

from __future__ import annotations

import ast
from collections.abc import Container, Sequence

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix.edits import insertion_before

# Twisted's timers raise when they are cancelled after they have fired, unlike those of asyncio and threading.
_ASKED_FIRST = {"callLater": "active"}


def recipe(site: Site) -> Fix | None:
    """``if self._task is not None: self._task.cancel()`` in front of the assignment.

    Only where the class sets the attribute before: otherwise reading it would fail the first time. It is ended as the
    class ends it elsewhere: what a library returns may be a function to call, or have another method.
    """
    match site.statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=receiver), attr=name) as target]) if site.stands_alone(
            site.statement
        ):
            class_ = site.enclosing_class
            if class_ is None or receiver != site.receiver or not _is_set_first(class_, name):
                return None
            place = ast.unparse(target)
            ended = next(filter(None, (_ended_in(site.tree, each.line, place) for each in site.finding.evidence)), "")
            if not ended:
                return None
            asked = _ASKED_FIRST.get(_called(site))
            there = f"{place} is not None" + (f" and {place}.{asked}()" if asked else "")
            guard = f"if {there}:\n{site.indentation}{site.step}{ended}\n{site.indentation}"
            edit = insertion_before(site.lines, site.statement, guard)
            return Fix("unsafe", f"Cancel the previous `{place}`", (edit,))
    return None


def _ended_in(tree: ast.Module, line: int, place: str) -> str:
    """The call on a line that ends what is in ``place``, as it can be written elsewhere; empty where none is seen."""
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.lineno == line)
    return next(filter(None, (_ended_by(call, place, functions) for call in calls)), "")


def _ended_by(call: ast.Call, place: str, functions: Container[str]) -> str:
    match call:
        case ast.Call(func=there, args=[], keywords=[]) if ast.unparse(there) == place:
            return f"{place}()"
        case ast.Call(func=ast.Attribute(value=there, attr=method), args=[], keywords=[]) if (
            ast.unparse(there) == place
        ):
            return f"{place}.{method}()"
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr="cancel"), args=[], keywords=[]):
            return f"{place}.cancel()"  # on a variable, into which it was taken before
        case ast.Call(func=ast.Name(id=name), args=[given], keywords=[]) if name in functions:
            return f"{name}({place})" if ast.unparse(given) == place else ""
    return ""


def _called(site: Site) -> str:
    """The name of the method that the finding is about."""
    function = site.node.func if isinstance(site.node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else ""


def _is_set_first(class_: ast.ClassDef, attribute: str) -> bool:
    """Whether the class binds the attribute to None at first, in its body or its constructor."""
    constructors = [node for node in class_.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    in_body = [target.id for each in class_.body for target in _set_to_none(each) if isinstance(target, ast.Name)]
    in_constructor = [
        target.attr
        for constructor in constructors
        for node in ast.walk(constructor)
        for target in _set_to_none(node)
        if isinstance(target, ast.Attribute)
    ]
    return attribute in (*in_body, *in_constructor)


def _set_to_none(node: ast.AST) -> Sequence[ast.expr]:
    match node:
        case ast.Assign(targets=targets, value=ast.Constant(value=None)):
            return targets
        case ast.AnnAssign(target=target, value=ast.Constant(value=None)):
            return (target,)
    return ()
