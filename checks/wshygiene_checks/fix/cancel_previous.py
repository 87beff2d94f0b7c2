"""WSH206: cancel the task or timer that is about to be replaced."""

from __future__ import annotations

import ast
import re

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix.edits import insertion_before

# Twisted's timers raise when they are cancelled after they have fired, unlike those of asyncio and threading.
_ASKED_FIRST = {"callLater": "active"}


def recipe(site: Site) -> Fix | None:
    """``if self._task is not None: self._task.cancel()`` in front of the assignment.

    Only where the class sets the attribute before: otherwise reading it would fail the first time.
    """
    match site.statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(), attr=name) as target]) if site.stands_alone(
            site.statement
        ):
            class_ = next((node for node in reversed(site.around) if isinstance(node, ast.ClassDef)), None)
            if class_ is None or not _is_set_first(site.code(class_), name):
                return None
            place = ast.unparse(target)
            asked = _ASKED_FIRST.get(_called(site))
            there = f"{place} is not None" + (f" and {place}.{asked}()" if asked else "")
            guard = f"if {there}:\n{site.indentation}    {place}.cancel()\n{site.indentation}"
            edit = insertion_before(site.lines, site.statement, guard)
            return Fix("unsafe", f"Cancel the previous `{place}`", (edit,))
    return None


def _called(site: Site) -> str:
    """The name of the method that the finding is about."""
    function = site.node.func if isinstance(site.node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else ""


def _is_set_first(code: str, attribute: str) -> bool:
    """Whether the class binds the attribute to None at first, in its body or its constructor."""
    return bool(re.search(rf"(?:self\.)?\b{attribute}\b\s*(?::[^=\n]+)?=\s*None\b", code))
