"""WSH201: keep a task in the set of tasks that its class has already."""

from __future__ import annotations

import ast
import re

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Edit, Fix
from wshygiene_checks.fix.edits import replacement

_PRUNED = re.compile(r"\.add_done_callback\(\s*(self\.\w+)\.discard\s*\)")
_NAMES = ("task", "background_task", "started_task")


def recipe(site: Site) -> Fix | None:
    """Keep, discard when done: as the class does with its other tasks; none where the class has no such set."""
    dropped = isinstance(site.statement, ast.Expr) and site.statement.value is site.node
    class_ = next((node for node in reversed(site.around) if isinstance(node, ast.ClassDef)), None)
    functions = [node for node in site.around if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not dropped or class_ is None or not functions or not site.stands_alone(site.statement):
        return None
    kept_in = _PRUNED.search(site.code(class_))
    name = _free_name(site.code(functions[-1]))
    if kept_in is None or name is None:
        return None
    return Fix("unsafe", f"Keep the task in `{kept_in[1]}`", (_edit(site, name, kept_in[1]),))


def _edit(site: Site, name: str, kept_in: str) -> Edit:
    call = ast.get_source_segment(site.text, site.statement) or ""
    lines = (f"{name} = {call}", f"{kept_in}.add({name})", f"{name}.add_done_callback({kept_in}.discard)")
    return replacement(site.lines, site.statement, site.statement, f"\n{site.indentation}".join(lines))


def _free_name(code: str) -> str | None:
    return next((name for name in _NAMES if not re.search(rf"\b{name}\b", code)), None)
