"""WSH303: move a removal that follows a receive loop into a ``finally``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix.edits import replacement


def recipe(site: Site) -> Fix | None:
    """What stands between the insertion and the removal goes into a ``try``, the removal into its ``finally``.

    Only where both are statements of one block, and nothing that would be indented spans lines inside a string. What
    else is added to the container right behind the insertion, and taken out of it beside the removal, goes with them.
    None where a way out in between has a removal of its own, after which that in the ``finally`` would fail, or where
    the removal needs a name that only gets its value in between.
    """
    container = site.finding.subject.partition("[")[0]
    for block in _blocks(site.tree):
        for removal_line in [evidence.line for evidence in site.finding.evidence]:
            parts = _parts(block, site.statement, removal_line, container)
            if parts and not _fails_twice(*parts, container) and not _comes_too_early(*parts):
                return _fix(site, *parts)
    return None


def _removes(statement: ast.stmt, container: str) -> bool:
    """Whether a statement takes something out of the container that the finding is about."""
    match statement:
        case ast.Delete(targets=[ast.Subscript(value=place)]):
            return ast.unparse(place) == container
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=place, attr="pop" | "discard" | "remove"))):
            return ast.unparse(place) == container
    return False


def _fails_twice(between: Sequence[ast.stmt], removals: Sequence[ast.stmt], container: str) -> bool:
    """Whether something is taken out before, and taking it out again is an error."""
    inside = (node for statement in between for node in ast.walk(statement) if isinstance(node, ast.stmt))
    return not all(map(_forgives, removals)) and any(_removes(node, container) for node in inside)


def _comes_too_early(between: Sequence[ast.stmt], removals: Sequence[ast.stmt]) -> bool:
    """Whether a removal uses a name that may not have its value yet when something in between fails."""
    names = [node for each in (*between, *removals) for node in ast.walk(each) if isinstance(node, ast.Name)]
    given = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    needed = {node.id for each in removals for node in ast.walk(each) if isinstance(node, ast.Name)}
    return bool(given & needed)


def _forgives(removal: ast.stmt) -> bool:
    """Whether a removal does not mind that there is nothing to remove: ``discard(x)``, ``pop(x, None)``."""
    match removal:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="discard"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="pop"), args=[_, _])):
            return True
    return False


def _adds(statement: ast.stmt, container: str) -> bool:
    """Whether a statement only puts something that has a name into the container."""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=place, slice=ast.Name())], value=ast.Name()):
            return ast.unparse(place) == container
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=place, attr="add" | "append"), args=[ast.Name()])):
            return ast.unparse(place) == container
    return False


def _blocks(tree: ast.Module) -> Iterator[Sequence[ast.stmt]]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            yield body


def _parts(
    block: Sequence[ast.stmt], insertion: ast.stmt, removal_line: int, container: str
) -> tuple[Sequence[ast.stmt], Sequence[ast.stmt]] | None:
    """What is to be protected, and what cleans up behind it."""
    start = next((number for number, each in enumerate(block) if each is insertion), None)
    removal = next((number for number, each in enumerate(block) if each.lineno == removal_line), None)
    if start is None or removal is None or not _removes(block[removal], container):
        return None
    first = last = removal
    while last + 1 < len(block) and _removes(block[last + 1], container):
        last += 1
    while first > start + 1 and _removes(block[first - 1], container):
        first -= 1
    start += 1
    while start < first and _adds(block[start], container):
        start += 1
    return (block[start:first], block[first : last + 1]) if start < first else None


def _fix(site: Site, between: Sequence[ast.stmt], removals: Sequence[ast.stmt]) -> Fix | None:
    alone = all(site.stands_alone(each) for each in (site.statement, between[0], removals[0], *removals[:-1]))
    if not alone or _has_long_strings((*between, *removals)):
        return None
    first, end = _first_line(between[0]), removals[-1].end_lineno or removals[-1].lineno
    cut = removals[0].lineno - 1
    while cut > (between[-1].end_lineno or between[-1].lineno) and site.lines[cut - 1].lstrip().startswith("#"):
        cut -= 1  # a comment on the removal stays with it
    protected = [_indented(line, site.step) for line in site.lines[first - 1 : cut]]
    cleanup = [_indented(line, site.step) for line in site.lines[cut:end]]
    while not protected[-1].strip():
        protected.pop()
    lines = ["try:", *protected, f"{site.indentation}finally:", *cleanup]
    rest = site.lines[end - 1].encode()[removals[-1].end_col_offset or 0 :].decode()  # a comment stays where it is
    content = "\n".join(lines).removesuffix(rest)
    whole = replacement(site.lines, between[0], removals[-1], content)
    start = len(site.indentation_of(between[0])) + 1
    return Fix("unsafe", "Remove it in a `finally`", (whole._replace(line=first, column=start),))


def _first_line(statement: ast.stmt) -> int:
    """Where a statement begins: with its decorators."""
    match statement:
        case ast.FunctionDef(decorator_list=[first, *_]) | ast.AsyncFunctionDef(decorator_list=[first, *_]):
            return first.lineno
        case ast.ClassDef(decorator_list=[first, *_]):
            return first.lineno
    return statement.lineno


def _indented(line: str, step: str) -> str:
    return f"{step}{line}" if line.strip() else line


def _has_long_strings(statements: Sequence[ast.stmt]) -> bool:
    return any(
        isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno
        for statement in statements
        for node in ast.walk(statement)
    )
