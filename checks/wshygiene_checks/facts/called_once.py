"""Functions that a function defines for itself and calls in one place: read there, as if they were written out.

``def clean_up(): ...`` with ``clean_up()`` in a ``finally`` is the same program as its statements in that ``finally``.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Nested = ast.FunctionDef | ast.AsyncFunctionDef

_INSIDE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMES_BACK = (ast.Return, ast.Yield, ast.YieldFrom, ast.Global)


class Spread(NamedTuple):
    """What to read instead: at the one call of each function its statements, and at its definition nothing.

    Statements are known by their identity, as long as the tree is.
    """

    calls: dict[int, list[ast.stmt]]
    definitions: frozenset[int]


def called_once(body: Sequence[ast.stmt]) -> Spread:
    """The functions defined in the body of a function that one statement of it calls, and nobody else can.

    Not one that may come back before its end, whose names would meet others, or that is decorated.
    """
    seen = _Seen(body)
    calls: dict[int, list[ast.stmt]] = {}
    definitions = []
    for node in seen.nested:
        statement = seen.call_of(node)
        if statement is not None and (written := seen.written_out(node, statement)):
            calls[id(statement)] = written
            definitions.append(id(node))
    return Spread(calls, frozenset(definitions))


class _Seen:
    """What stands in a body: functions in it, the statements that call something by its name, and all names."""

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self.nested: list[Nested] = []
        self._calls: dict[str, ast.Expr] = {}
        self._names: defaultdict[str, int] = defaultdict(int)
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name):
                    self._names[node.id] += 1
        for node in _own(body):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.nested.append(node)
                self._names[node.name] += 0
            elif isinstance(node, ast.Expr) and (name := _called(node)):
                self._calls[name] = node

    def call_of(self, node: Nested) -> ast.Expr | None:
        """The statement behind a function that is the one use of it, waiting for it if it is a coroutine."""
        statement = self._calls.get(node.name)
        if statement is None or self._names[node.name] != 1 or statement.lineno < node.lineno:
            return None
        if sum(other.name == node.name for other in self.nested) > 1:
            return None
        waits = isinstance(statement.value, ast.Await)
        return statement if waits == isinstance(node, ast.AsyncFunctionDef) else None

    def written_out(self, node: Nested, statement: ast.Expr) -> list[ast.stmt]:
        """The statements of a function as they would stand at its call; none where that would not be the same."""
        given = _given(node, statement)
        if given is None or node.decorator_list:
            return []
        inside = [each for part in node.body for each in ast.walk(part)]
        if any(isinstance(each, _COMES_BACK) for each in inside):
            return []
        used = [each for each in inside if isinstance(each, ast.Name)]
        outer = {name for each in inside if isinstance(each, ast.Nonlocal) for name in each.names}
        own = {each.id for each in used if not isinstance(each.ctx, ast.Load)}.union(given) - outer
        if any(self._names[name] > sum(each.id == name for each in used) for name in own):
            return []
        return [*_bindings(given, statement), *[part for part in node.body if not isinstance(part, ast.Nonlocal)]]


def _own(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """What runs with these statements, and the definitions among them; not what is inside of those."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _INSIDE):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


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
