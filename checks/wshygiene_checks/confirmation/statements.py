"""Leads from a place in the text to the same statement in the syntax tree and in libcst's tree.

libcst can say where a node stands, but takes four times as long for that as for parsing. The two trees have the same
statements in the same order, so a path of steps found in the one (``body 3``, ``orelse 0``) is walked in the other.
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


def path_to(body: Sequence[ast.stmt], line: int, column: int) -> tuple[ast.stmt, list[Step]] | None:
    """The innermost statement around a place, and the way there from this list of statements."""
    return _descend(body, "body", 0, line, column)


def _descend(
    body: Sequence[ast.stmt], part: str, branch: int, line: int, column: int
) -> tuple[ast.stmt, list[Step]] | None:
    for index, statement in enumerate(body):
        if _start(statement) <= (line, column) < (statement.end_lineno or 0, statement.end_col_offset or 0):
            step = Step(part, branch, index)
            for name, number, inner in _parts(statement):
                found = _descend(inner, name, number, line, column)
                if found:
                    return found[0], [step, *found[1]]
            return statement, [step]
    return None


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


def walk(root: cst.Module, steps: Sequence[Step]) -> list[cst.CSTNode] | None:
    """The statements that a path leads through, outermost first; None where the trees differ."""
    body: Sequence[cst.CSTNode] = root.body
    passed: list[cst.CSTNode] = []
    for number, step in enumerate(steps):
        if number:
            found = _part(passed[-1], step)
            if isinstance(found, cst.If):  # `elif`: in the other tree the one statement of `orelse`
                passed.append(found)
                continue
            body = _statements(found)
        flat = list(_flat(body))
        if step.position >= len(flat):
            return None
        passed.append(flat[step.position])
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
