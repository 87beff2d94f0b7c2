"""WSH303: move a removal that follows a receive loop into a ``finally``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix.edits import replacement


def recipe(site: Site) -> Fix | None:
    """What stands between the insertion and the removal goes into a ``try``, the removal into its ``finally``.

    Only where both are statements of one block, and nothing that would be indented spans lines inside a string.
    """
    for block in _blocks(site.tree):
        for removal_line in [evidence.line for evidence in site.finding.evidence]:
            between = _between(block, site.statement, removal_line)
            if between and _removes(between[1], site.finding.subject):
                return _fix(site, *between)
    return None


def _removes(statement: ast.stmt, subject: str) -> bool:
    """Whether a statement takes something out of the container that the finding is about."""
    container = subject.partition("[")[0]
    match statement:
        case ast.Delete(targets=[ast.Subscript(value=place)]):
            return ast.unparse(place) == container
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=place, attr="pop" | "discard" | "remove"))):
            return ast.unparse(place) == container
    return False


def _blocks(tree: ast.Module) -> Iterator[Sequence[ast.stmt]]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            yield body


def _between(
    block: Sequence[ast.stmt], insertion: ast.stmt, removal_line: int
) -> tuple[Sequence[ast.stmt], ast.stmt] | None:
    start = next((number for number, each in enumerate(block) if each is insertion), None)
    end = next((number for number, each in enumerate(block) if each.lineno == removal_line), None)
    if start is None or end is None or end < start + 2:
        return None
    return block[start + 1 : end], block[end]


def _fix(site: Site, between: Sequence[ast.stmt], removal: ast.stmt) -> Fix | None:
    first, last = between[0].lineno, removal.end_lineno or removal.lineno
    if not site.stands_alone(site.statement) or _has_long_strings(between) or between[-1].end_lineno == removal.lineno:
        return None
    indentation = site.indentation
    protected = [f"    {line}" if line.strip() else line for line in site.lines[first - 1 : removal.lineno - 1]]
    cleanup = [f"    {line}" for line in site.lines[removal.lineno - 1 : last]]
    lines = ["try:", *protected, f"{indentation}finally:", *cleanup]
    rest = site.lines[last - 1].encode()[removal.end_col_offset or 0 :].decode()  # a comment stays where it is
    content = "\n".join(lines).removesuffix(rest)
    return Fix("unsafe", "Remove it in a `finally`", (replacement(site.lines, between[0], removal, content),))


def _has_long_strings(statements: Sequence[ast.stmt]) -> bool:
    return any(
        isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno
        for statement in statements
        for node in ast.walk(statement)
    )
