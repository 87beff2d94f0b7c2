"""Takes the condition of an ``if`` or ``while`` apart into atoms that a guard can be recognised by."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from wshygiene_checks.facts.record import Atom

if TYPE_CHECKING:
    from wshygiene_checks.facts.expressions import Expressions


def atoms(reader: Expressions, test: ast.expr, holds: bool) -> tuple[Atom, ...]:
    """The atoms of a condition that is known to hold, or not to; the calls in it have been recorded already."""
    recorded = len(reader.calls), len(reader.awaits), len(reader.exits)
    order = reader.order
    found = tuple(_atoms(reader, test, holds))
    del reader.calls[recorded[0] :], reader.awaits[recorded[1] :], reader.exits[recorded[2] :]
    reader.order = order
    return found


def _atoms(reader: Expressions, test: ast.expr, holds: bool) -> list[Atom]:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _atoms(reader, test.operand, not holds)
    if isinstance(test, ast.BoolOp):
        return [atom for part in test.values for atom in _atoms(reader, part, holds)]
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return [_comparison(reader, test, holds)]
    if isinstance(test, ast.Constant):
        return [Atom("true" if bool(test.value) is holds else "false", repr(test.value))]
    return [Atom("true" if holds else "false", reader.value(test).path)]


def _comparison(reader: Expressions, test: ast.Compare, holds: bool) -> Atom:
    operator, right = test.ops[0], test.comparators[0]
    left = reader.value(test.left)
    if isinstance(right, ast.Constant) and right.value is None and isinstance(operator, ast.Is | ast.IsNot):
        return Atom("none" if isinstance(operator, ast.Is) is holds else "not none", left.path)
    other = reader.value(right)
    if isinstance(operator, ast.In | ast.NotIn):
        return Atom("in" if isinstance(operator, ast.In) is holds else "not in", left.path, other.path)
    return Atom("compare", left.path or (left.names[0] if left.names else ""), other.path)
