"""Leads from a place in the text to the same statement in the syntax tree and in libcst's tree.

Most statements libcst parses by themselves, in a hundredth of the time that it takes for the file around them. For the
others it could say where a node stands, but takes four times as long for that as for parsing. The two trees have the
same statements in the same order, so a path of steps found in one (``body 3``, ``orelse 0``) is walked in the other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst


class Step(NamedTuple):
    """Down into the n-th statement of one part; ``branch`` counts handlers of a ``try``, cases of a ``match``."""

    part: str
    branch: int
    position: int


class Passed(NamedTuple):
    """A statement on the way to a place, and the step that led into it."""

    step: Step
    statement: ast.stmt


def path_to(body: Sequence[ast.stmt], line: int, column: int) -> list[Passed]:
    """The statements around a place, from one in this list to the innermost; none where no statement is."""
    return _descend(body, "body", 0, (line, column))


def _descend(body: Sequence[ast.stmt], part: str, branch: int, place: tuple[int, int]) -> list[Passed]:
    for index, statement in enumerate(body):
        if _start(statement) <= place < (statement.end_lineno or 0, statement.end_col_offset or 0):
            passed = Passed(Step(part, branch, index), statement)
            for name, number, inner in _parts(statement):
                found = _descend(inner, name, number, place)
                if found:
                    return [passed, *found]
            return [passed]
    return []


def _start(statement: ast.stmt) -> tuple[int, int]:
    decorators = getattr(statement, "decorator_list", None)
    if decorators:
        return decorators[0].lineno, 0
    return statement.lineno, statement.col_offset


def _parts(statement: ast.stmt) -> Iterator[tuple[str, int, Sequence[ast.stmt]]]:
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(statement, name, None)
        if inner:
            yield name, 0, inner
    for name in ("handlers", "cases"):
        for number, branch in enumerate(getattr(statement, name, ())):
            yield name, number, branch.body


def alone(lines: Sequence[str], statement: ast.stmt) -> cst.CSTNode | None:
    """A statement parsed by itself, one with a body without that; None where it has no meaning by itself (``try``)."""
    body = getattr(statement, "body", None)
    end = (body[0].lineno, body[0].col_offset) if body else (statement.end_lineno, statement.end_col_offset)
    text = _between(lines, statement.lineno, statement.col_offset, *end) + ("pass" if body else "")
    try:
        module = cst.parse_module(text.removeprefix("el") if isinstance(statement, ast.If) else text)
    except cst.ParserSyntaxError:
        return None
    return next(_flat(module.body), None)


def _between(lines: Sequence[str], line: int, column: int, end_line: int, end_column: int) -> str:
    """The text between two places; columns count bytes of UTF-8 from 0, as the parser does."""
    part = [each.encode() for each in lines[line - 1 : end_line]]
    part[-1] = part[-1][:end_column]
    part[0] = part[0][column:]
    return b"\n".join(part).decode()


def walk(root: cst.Module, steps: Sequence[Step]) -> cst.CSTNode | None:
    """The statement that a path leads to; None where the trees differ."""
    body: Sequence[cst.CSTNode] = root.body
    passed: cst.CSTNode = root
    for number, step in enumerate(steps):
        if number:
            found = _part(passed, step)
            if isinstance(found, cst.If):  # `elif`: in the other tree the one statement of `orelse`
                passed = found
                continue
            body = _statements(found)
        flat = list(_flat(body))
        if step.position >= len(flat):
            return None
        passed = flat[step.position]
    return passed


def _part(node: cst.CSTNode, step: Step) -> cst.CSTNode | None:
    if step.part in ("handlers", "cases"):
        branches = getattr(node, step.part, ())
        return branches[step.branch].body if step.branch < len(branches) else None
    found = getattr(node, step.part, None)
    if isinstance(found, cst.Else | cst.Finally):
        return found.body
    return found if isinstance(found, cst.CSTNode) else None


def _statements(node: cst.CSTNode | None) -> Sequence[cst.CSTNode]:
    return node.body if isinstance(node, cst.IndentedBlock | cst.SimpleStatementSuite) else ()


def _flat(body: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """Statements one by one: ``a; b`` is one line in libcst, and two statements."""
    for node in body:
        if isinstance(node, cst.SimpleStatementLine):
            yield from node.body
        else:
            yield node
