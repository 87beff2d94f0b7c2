"""Reads the condition of an ``if`` or ``while``, and takes it apart into atoms that a guard can be recognised by."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wshygiene_checks.facts.record import Atom, Value
from wshygiene_checks.facts.values import OTHER, TEST, Use, literal_text

if TYPE_CHECKING:
    from wshygiene_checks.facts.expressions import Expressions

_OPPOSITE = {"true": "false", "none": "not none", "in": "not in", "compare": "compare"}
_OPPOSITE |= {after: before for before, after in _OPPOSITE.items()}


def read_condition(reader: Expressions, test: ast.expr) -> tuple[Atom, ...]:
    """The atoms of a condition while it holds; calls inside it are recorded on the way."""
    return tuple(_atoms(reader, test, TEST, True))


def failing(holding: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """The atoms of the same condition while it does not hold."""
    return tuple([Atom(_OPPOSITE[test], path, other) for test, path, other in holding])


def _atoms(reader: Expressions, test: ast.expr, use: Use, holds: bool) -> Iterator[Atom]:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _atoms(reader, test.operand, OTHER, not holds)
    elif isinstance(test, ast.BoolOp):
        for part in test.values:
            yield from _atoms(reader, part, use, holds)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1:
        yield _comparison(reader, test, holds)
    elif isinstance(test, ast.Constant):
        yield Atom("true" if bool(test.value) is holds else "false", literal_text(test.value))
    else:
        yield Atom("true" if holds else "false", reader.value(test, use).path)


def _comparison(reader: Expressions, test: ast.Compare, holds: bool) -> Atom:
    operator, right = test.ops[0], test.comparators[0]
    left = reader.value(test.left)
    if isinstance(right, ast.Constant) and right.value is None and isinstance(operator, (ast.Is, ast.IsNot)):
        return Atom("none" if isinstance(operator, ast.Is) is holds else "not none", left.path)
    other = reader.value(right)
    if isinstance(operator, (ast.In, ast.NotIn)):
        return Atom("in" if isinstance(operator, ast.In) is holds else "not in", left.path, other.path)
    return Atom("compare", _measured(left) or (left.names[0] if left.names else ""), _measured(other))


def _measured(value: Value) -> str:
    """The path of one side of a comparison; of a length also whose it is: ``len(self._items)``."""
    return f"len({value.names[0]})" if value.path == "len()" and value.names else value.path
