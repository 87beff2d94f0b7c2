"""Other blocks and other callables that do the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from random import Random

from .syntax import (
    Function,
    add_import,
    arguments,
    assigned,
    call,
    functions,
    last_step,
    load,
    replace_statements,
    store,
)


def closing_instead_of_finally(tree: ast.Module, random: Random) -> ast.Module:
    """``try: ... finally: x.close()`` becomes ``with contextlib.closing(x):``."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        found = last_step(statement)
        if found is None or found[0].args or not isinstance(found[0].func, ast.Attribute):
            return None
        ends, awaited = found[0].func, found[1]
        if ends.attr != ("aclose" if awaited else "close"):
            return None
        closing = ast.Attribute(load("contextlib"), "aclosing" if awaited else "closing", ast.Load())
        block = ast.AsyncWith if awaited else ast.With
        assert isinstance(statement, ast.Try)
        return [block([ast.withitem(call(closing, ends.value))], statement.body, lineno=0)]

    if replace_statements(tree, change):
        add_import(tree, "import contextlib")
    return tree


def stack_instead_of_finally(tree: ast.Module, random: Random) -> ast.Module:
    """``try: ... finally: x.cancel()`` becomes an exit stack with a callback."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        found = last_step(statement)
        if found is None or found[0].keywords or any(isinstance(each, ast.Starred) for each in found[0].args):
            return None
        made, awaited = found
        kind, push = ("AsyncExitStack", "push_async_callback") if awaited else ("ExitStack", "callback")
        pushed = call(ast.Attribute(load("stack"), push, ast.Load()), made.func, *made.args)
        stack = call(ast.Attribute(load("contextlib"), kind, ast.Load()))
        block = ast.AsyncWith if awaited else ast.With
        assert isinstance(statement, ast.Try)
        return [block([ast.withitem(stack, store("stack"))], [ast.Expr(pushed), *statement.body], lineno=0)]

    if replace_statements(tree, change):
        add_import(tree, "import contextlib")
    return tree


def stack_instead_of_with(tree: ast.Module, random: Random) -> ast.Module:
    """``async with open() as x:`` becomes ``x = await stack.enter_async_context(open())`` inside an exit stack."""
    count = iter(range(1000))

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if not isinstance(statement, (ast.With, ast.AsyncWith)) or len(statement.items) != 1:
            return None
        item = statement.items[0]
        made = item.context_expr
        if not isinstance(made, ast.Call) or "ExitStack" in ast.unparse(made) or "stack" in ast.unparse(made):
            return None
        if isinstance(item.optional_vars, (ast.Tuple, ast.List)):
            return None
        wait = isinstance(statement, ast.AsyncWith)
        name = f"stack_{next(count)}"
        enter = call(ast.Attribute(load(name), "enter_async_context" if wait else "enter_context", ast.Load()), made)
        value = ast.Await(enter) if wait else enter
        first: ast.stmt = assigned(item.optional_vars, value) if item.optional_vars else ast.Expr(value)
        stack = call(ast.Attribute(load("contextlib"), "AsyncExitStack" if wait else "ExitStack", ast.Load()))
        replaced = type(statement)([ast.withitem(stack, store(name))], [first, *statement.body], lineno=0)
        return [replaced]

    if replace_statements(tree, change):
        add_import(tree, "import contextlib")
    return tree


def lambda_instead_of_method(tree: ast.Module, random: Random) -> ast.Module:
    """``add_done_callback(self._tasks.discard)`` gets ``lambda done: self._tasks.discard(done)`` instead."""
    for made in _calls(tree, "add_done_callback"):
        if len(made.args) == 1 and isinstance(made.args[0], ast.Attribute):
            made.args[0] = ast.Lambda(arguments("done"), call(made.args[0], load("done")))
    return tree


def partial_instead_of_arguments(tree: ast.Module, random: Random) -> ast.Module:
    """``call_later(5, self.beat, ws)`` becomes ``call_later(5, functools.partial(self.beat, ws))``."""
    changed = False
    for made in _calls(tree, "call_later", "call_at"):
        if len(made.args) > 2 and not any(isinstance(each, ast.Starred) for each in made.args):
            partial = ast.Attribute(load("functools"), "partial", ast.Load())
            made.args = [made.args[0], call(partial, *made.args[1:])]
            changed = True
    if changed:
        add_import(tree, "import functools")
    return tree


def lambda_instead_of_arguments(tree: ast.Module, random: Random) -> ast.Module:
    """``call_later(5, self.beat, ws)`` becomes ``call_later(5, lambda: self.beat(ws))``, but in a loop."""
    in_loops = {id(call) for loop in ast.walk(tree) if isinstance(loop, ast.For) for call in ast.walk(loop)}
    for made in _calls(tree, "call_later", "call_at"):
        if id(made) in in_loops:
            continue
        plain = not made.keywords and not any(isinstance(each, (ast.Starred, ast.Lambda)) for each in made.args)
        if plain and len(made.args) > 1:
            made.args = [made.args[0], ast.Lambda(arguments(), call(made.args[1], *made.args[2:]))]
    return tree


def _calls(tree: ast.Module, *names: str) -> Iterator[ast.Call]:
    """The calls of methods with these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def guard_turned_round(tree: ast.Module, random: Random) -> ast.Module:
    """``if self._task is not None:`` becomes ``if self._task:``, and the other way round ``if not (... is None)``."""

    class Change(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.stmt:
            self.generic_visit(node)
            test = node.test
            if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot) and len(test.ops) == 1:
                node.test = ast.UnaryOp(ast.Not(), ast.Compare(test.left, [ast.Is()], test.comparators))
            elif isinstance(test, ast.Attribute):
                node.test = ast.Compare(test, [ast.IsNot()], [ast.Constant(None)])
            return node

    Change().visit(tree)
    return tree


def branches_turned_round(tree: ast.Module, random: Random) -> ast.Module:
    """``if a: x else: y`` becomes ``if not a: y else: x``; a lone ``if`` gets ``pass`` in front."""

    class Change(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.stmt:
            self.generic_visit(node)
            elif_ = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
            if node.orelse and not elif_:
                test = ast.UnaryOp(ast.Not(), node.test)
                return ast.If(test, node.orelse, node.body)
            return node

    Change().visit(tree)
    return tree


def loops_for_ever(tree: ast.Module, random: Random) -> ast.Module:
    """``while True:`` becomes ``while 1:``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value is True:
            node.test = ast.Constant(1)
    return tree


def in_try_with_finally(tree: ast.Module, random: Random) -> ast.Module:
    """The body of every function stands in ``try: ... finally: log()``."""
    add_import(tree, "import logging")
    for function in functions(tree):
        if not any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in ast.walk(function)):
            first = function.body[0]
            text = [first] if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else []
            rest = function.body[len(text) :]
            if rest:
                function.body = [*text, ast.Try(rest, [], [], ast.parse("logging.debug('left')").body)]
    return tree


def loops_as_comprehensions(tree: ast.Module, random: Random) -> ast.Module:
    """``for task in tasks: task.cancel()`` becomes ``[task.cancel() for task in tasks]``."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if not isinstance(statement, ast.For) or len(statement.body) != 1 or statement.orelse:
            return None
        step = statement.body[0]
        if not isinstance(step, ast.Expr) or not isinstance(step.value, ast.Call | ast.Await):
            return None
        generator = ast.comprehension(statement.target, statement.iter, [], 0)
        return [ast.Expr(ast.ListComp(step.value, [generator]))]

    replace_statements(tree, change)
    return tree


def copies_made_otherwise(tree: ast.Module, random: Random) -> ast.Module:
    """``for ws in list(self._sockets)`` becomes ``tuple(...)``, ``[*...]`` or ``....copy()``."""
    count = iter(range(1000))
    for node in ast.walk(tree):
        made = node.iter if isinstance(node, ast.For) else None
        if not isinstance(node, ast.For) or not isinstance(made, ast.Call) or len(made.args) != 1:
            continue
        if isinstance(made.func, ast.Name) and made.func.id in ("list", "tuple", "set"):
            copied, way = made.args[0], next(count) % 3
            if way == 0:
                node.iter = call(load("tuple"), copied)
            elif way == 1 or isinstance(copied, ast.Call):
                node.iter = ast.List([ast.Starred(copied, ast.Load())], ast.Load())
            else:
                node.iter = call(ast.Attribute(copied, "copy", ast.Load()))
    return tree


BLOCKS = (
    loops_as_comprehensions,
    copies_made_otherwise,
    closing_instead_of_finally,
    stack_instead_of_finally,
    stack_instead_of_with,
    lambda_instead_of_method,
    partial_instead_of_arguments,
    lambda_instead_of_arguments,
    guard_turned_round,
    branches_turned_round,
    loops_for_ever,
    in_try_with_finally,
)
