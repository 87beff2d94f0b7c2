"""Functions that a function defines for itself and calls in one place: read there, as if they were written out.

``def clean_up(): ...`` with ``clean_up()`` in a ``finally`` is the same program as its statements in that ``finally``.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from wshygiene_checks.facts.scope import statements_in

Nested = ast.FunctionDef | ast.AsyncFunctionDef

_COMES_BACK = (ast.Return, ast.Yield, ast.YieldFrom, ast.Global)


class Spread(NamedTuple):
    """What to read instead: at the one call of each function its statements, and at its definition nothing.

    Statements are known by their identity, as long as the tree is.
    """

    calls: dict[int, list[ast.stmt]]
    definitions: frozenset[int]

    def __or__(self, other: Spread) -> Spread:
        return Spread(self.calls | other.calls, self.definitions | other.definitions)


NOT_SPREAD = Spread({}, frozenset())


def called_once(body: Sequence[ast.stmt]) -> Spread:
    """The functions defined in the body of a function that one statement of it calls, and nobody else can.

    Not one that may come back before its end, whose names would meet others, or that is decorated.
    """
    statements = list(statements_in(body))
    called = {name: each for each in statements if isinstance(each, ast.Expr) and (name := _called(each))}
    nested = [each for each in statements if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))]
    likely = [(each, called[each.name]) for each in nested if each.name in called and not each.decorator_list]
    if not likely:
        return NOT_SPREAD
    names = Counter(node.id for part in body for node in ast.walk(part) if isinstance(node, ast.Name))
    names.update(each.name for each in nested)  # defined once, and called once
    calls: dict[int, list[ast.stmt]] = {}
    definitions = []
    for node, statement in likely:
        if names[node.name] == 2 and _is_run(node, statement) and (written := _written_out(node, statement, names)):
            calls[id(statement)] = written
            definitions.append(id(node))
    return Spread(calls, frozenset(definitions))


def _is_run(node: Nested, statement: ast.Expr) -> bool:
    """Whether a statement behind a function runs it, waiting for it if it is a coroutine."""
    waits = isinstance(statement.value, ast.Await)
    return statement.lineno > node.lineno and waits == isinstance(node, ast.AsyncFunctionDef)


def _written_out(node: Nested, statement: ast.Expr, names: Mapping[str, int]) -> list[ast.stmt]:
    """The statements of a function as they would stand at its call; none where that would not be the same."""
    given = _given(node, statement)
    inside = [each for part in node.body for each in ast.walk(part)]
    if given is None or any(isinstance(each, _COMES_BACK) for each in inside):
        return []
    used = Counter(each.id for each in inside if isinstance(each, ast.Name))
    outer = {name for each in inside if isinstance(each, ast.Nonlocal) for name in each.names}
    bound = {each.id for each in inside if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    if any(names[name] > used[name] for name in bound.union(given) - outer):
        return []  # the function around it has another thing of this name
    return [*_bindings(given, statement), *[part for part in node.body if not isinstance(part, ast.Nonlocal)]]


def _called(statement: ast.Expr) -> str:
    """The name that a statement calls and does nothing else."""
    value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
    return value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""


def _given(node: Nested, statement: ast.Expr) -> dict[str, ast.expr] | None:
    """What each parameter is given by position; None where there are other ways."""
    call = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
    assert isinstance(call, ast.Call)
    arguments, names = node.args, [each.arg for each in node.args.args]
    others = (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs, *arguments.posonlyargs)
    if any(others) or call.keywords or len(call.args) != len(names):
        return None
    return (
        None if any(isinstance(each, ast.Starred) for each in call.args) else dict(zip(names, call.args, strict=True))
    )


def _bindings(given: dict[str, ast.expr], statement: ast.stmt) -> Iterator[ast.stmt]:
    for name, value in given.items():
        target = ast.copy_location(ast.Name(name, ast.Store()), statement)
        yield ast.copy_location(ast.Assign([target], value), statement)
