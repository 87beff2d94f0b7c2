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
    edits = (insertion_before(site.lines, loop.iter, "list("), insertion_after(site.lines, loop.iter, ")"))
    return Fix("safe", "Loop over a copy", edits)
