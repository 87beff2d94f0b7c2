"""WSH304: let a task leave its set when it is done."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix.edits import line_after


def recipe(site: Site) -> Fix | None:
    """After ``self._tasks.add(task)``, ``task.add_done_callback(self._tasks.discard)``; only for sets."""
    for statement in _from_here(site):
        match statement:
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=container, attr="add"), args=[ast.Name(id=task)], keywords=[])
            ):
                indentation = site.indentation_of(statement)
                if ast.unparse(container) not in site.finding.subject or not site.stands_alone(statement):
                    return None
                line = f"{indentation}{task}.add_done_callback({ast.unparse(container)}.discard)"
                return Fix("safe", f"Discard `{task}` when it is done", (line_after(site.lines, statement, line),))
    return None


def _from_here(site: Site) -> Iterator[ast.stmt]:
    """The statement of the finding, and those that follow it in the same block."""
    for node in ast.walk(site.tree):
        for part in ("body", "orelse", "finalbody"):
            block = getattr(node, part, None)
            if isinstance(block, list) and site.statement in block:
                yield from block[block.index(site.statement) :]
