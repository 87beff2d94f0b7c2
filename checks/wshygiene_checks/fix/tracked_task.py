"""WSH201: keep a task in the set of tasks that its class has already."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix.edits import insertion_before, line_after

_NAMES = ("task", "background_task", "started_task")


def recipe(site: Site) -> Fix | None:
    """Keep, discard when done: as the class does with its other tasks; none where the class has no such set.

    Nor where its object is not at hand, as in a static method.
    """
    dropped = isinstance(site.statement, ast.Expr) and site.statement.value is site.node
    functions = [node for node in site.around if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    class_ = site.enclosing_class
    if not dropped or class_ is None or not site.receiver or not site.stands_alone(site.statement):
        return None
    name = _free_name(site.code(functions[-1]))
    tasks = next(_pruned_sets(class_), None)
    if tasks is None or name is None:
        return None
    kept_in = f"{site.receiver}.{tasks}"
    lines = (f"{kept_in}.add({name})", f"{name}.add_done_callback({kept_in}.discard)")
    added = line_after(site.lines, site.statement, "\n".join(f"{site.indentation}{line}" for line in lines))
    kept = insertion_before(site.lines, site.statement, f"{name} = ")
    return Fix("unsafe", f"Keep the task in `{kept_in}`", (kept, added))


def _pruned_sets(class_: ast.ClassDef) -> Iterator[str]:
    """The attributes of the object that tasks leave when they are done: not those of a class in this class."""
    waiting: list[ast.AST] = list(class_.body)
    while waiting:
        node = waiting.pop(0)
        match node:
            case ast.ClassDef():
                continue
            case ast.Call(
                func=ast.Attribute(attr="add_done_callback"),
                args=[ast.Attribute(value=ast.Attribute(value=ast.Name(), attr=name), attr="discard")],
            ):
                yield name
        waiting += ast.iter_child_nodes(node)


def _free_name(code: str) -> str | None:
    return next((name for name in _NAMES if not re.search(rf"\b{name}\b", code)), None)
