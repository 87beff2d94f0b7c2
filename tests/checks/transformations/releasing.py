"""Other ways to write a release."""

from __future__ import annotations

import ast
import copy
from random import Random

from .syntax import (
    FUNCTION,
    Function,
    add_import,
    arguments,
    assigned,
    call,
    classes,
    defined,
    load,
    locals_of,
    names_read,
    own,
    release,
    replace_releases,
    replace_statements,
    store,
    waited,
)


def release_through_alias(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task.cancel()`` becomes ``held = self._task`` and ``held.cancel()``."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        name = f"held_{next(count)}"
        alias = assigned(store(name), method.value)
        method.value = load(name)
        return [alias, statement]

    replace_releases(tree, change)
    return tree


def release_in_method_of_its_own(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task.cancel()`` moves into a method of its own, and the method is called."""
    for class_ in classes(tree):
        taken = sum(isinstance(each, FUNCTION) and each.name.startswith("_extracted") for each in class_.body)
        made: list[ast.stmt] = []

        def change(
            statement: ast.stmt,
            released: ast.Call,
            method: ast.Attribute,
            awaited: bool,
            function: Function,
            taken: int = taken,
            made: list[ast.stmt] = made,
        ) -> list[ast.stmt]:
            if set(names_read(ast.Tuple([*released.args], ast.Load()))) - {"self"}:
                return [statement]  # it needs a local of the method it stands in
            name = f"_extracted_{taken + len(made)}"
            made.append(defined(name, arguments("self"), [copy.deepcopy(statement)], is_async=awaited))
            return [ast.Expr(waited(call(own(name)), awaited))]

        replace_releases(class_, change)
        class_.body += made
    return tree


def wrapped_in_condition(tree: ast.Module, random: Random) -> ast.Module:
    """Put releases behind a check that there is something to release."""

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        test = ast.Compare(copy.deepcopy(method.value), [ast.IsNot()], [ast.Constant(None)])
        return [ast.If(test, [statement], [])]

    replace_releases(tree, change)
    return tree


def release_in_function_of_the_module(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task.cancel()`` becomes ``let_go(self._task)``."""
    made: list[ast.stmt] = []

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        name = f"let_go_{len(made)}"
        given = [each for each in names_read(ast.Tuple([*released.args], ast.Load())) if each in locals_of(function)]
        if "self" in names_read(ast.Tuple([*released.args], ast.Load())):
            return [statement]
        inner = ast.Call(ast.Attribute(load("held"), method.attr, ast.Load()), released.args, released.keywords)
        made.append(defined(name, arguments("held", *given), [ast.Expr(waited(inner, awaited))], is_async=awaited))
        outer = call(load(name), method.value, *[load(each) for each in given])
        return [ast.Expr(waited(outer, awaited))]

    replace_releases(tree, change)
    tree.body += made
    return tree


def release_in_function_that_gets_self(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task.cancel()`` becomes ``let_go(self)``."""
    made: list[ast.stmt] = []

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        name = f"let_go_{len(made)}"
        given = [each for each in names_read(ast.Tuple([*released.args], ast.Load())) if each in locals_of(function)]
        body = copy.deepcopy(statement)
        for node in ast.walk(body):
            if isinstance(node, ast.Name) and node.id == "self":
                node.id = "owner"
        made.append(defined(name, arguments("owner", *given), [body], is_async=awaited))
        outer = call(load(name), load("self"), *[load(each) for each in given])
        return [ast.Expr(waited(outer, awaited))]

    replace_releases(tree, change)
    tree.body += made
    return tree


def release_in_nested_function(tree: ast.Module, random: Random) -> ast.Module:
    """``self._rooms.pop(key)`` moves into a function inside the method, which is called at once."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        name = f"let_go_{next(count)}"
        inner = defined(name, arguments(), [statement], is_async=awaited)
        return [inner, ast.Expr(waited(call(load(name)), awaited))]

    replace_releases(tree, change)
    return tree


def release_behind_getattr(tree: ast.Module, random: Random) -> ast.Module:
    """``held = getattr(self, "_task", None)``, and a check that there is something."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        name = f"held_{next(count)}"
        assert isinstance(method.value, ast.Attribute)
        got = call(load("getattr"), load("self"), ast.Constant(method.value.attr), ast.Constant(None))
        method.value = load(name)
        return [assigned(store(name), got), ast.If(load(name), [statement], [])]

    replace_releases(tree, change)
    return tree


def release_after_taking_out(tree: ast.Module, random: Random) -> ast.Module:
    """``task, self._task = self._task, None`` before ``task.cancel()``; only of what is no container."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        if method.attr in ("pop", "discard", "remove_listener") or function.name == "__init__":
            return [statement]
        name = f"held_{next(count)}"
        taken = ast.Tuple([store(name), _stored(method.value)], ast.Store())
        put = ast.Tuple([copy.deepcopy(method.value), ast.Constant(None)], ast.Load())
        method.value = load(name)
        return [assigned(taken, put), ast.If(load(name), [statement], [])]

    replace_releases(tree, change)
    return tree


def _stored(node: ast.expr) -> ast.expr:
    found = copy.deepcopy(node)
    found.ctx = ast.Store()  # type: ignore[attr-defined]
    return found


def release_in_condition(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task and self._task.cancel()``, or as a conditional expression."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        assert isinstance(statement, ast.Expr)
        held = copy.deepcopy(method.value)
        if next(count) % 2:
            return [ast.Expr(ast.BoolOp(ast.And(), [held, statement.value]))]
        return [ast.Expr(ast.IfExp(held, statement.value, ast.Constant(None)))]

    replace_releases(tree, change)
    return tree


def release_suppressing(tree: ast.Module, random: Random) -> ast.Module:
    """``with contextlib.suppress(Exception):`` around a release."""

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        suppress = call(ast.Attribute(load("contextlib"), "suppress", ast.Load()), load("Exception"))
        return [ast.With([ast.withitem(suppress)], [statement], lineno=0)]

    if replace_releases(tree, change):
        add_import(tree, "import contextlib")
    return tree


def release_in_try(tree: ast.Module, random: Random) -> ast.Module:
    """A release inside ``try``, whose failure is logged."""

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        log = ast.parse("logging.exception('while letting go')").body
        handler = ast.ExceptHandler(load("Exception"), None, log)
        return [ast.Try([statement], [handler], [], [])]

    if replace_releases(tree, change):
        add_import(tree, "import logging")
    return tree


def release_with_time_limit(tree: ast.Module, random: Random) -> ast.Module:
    """``async with asyncio.timeout(5):`` or ``asyncio.wait_for(..., 5)`` around a release that is waited for."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt] | None:
        if not awaited:
            return [statement]
        if next(count) % 2:
            limit = call(ast.Attribute(load("asyncio"), "wait_for", ast.Load()), released, ast.Constant(5))
            return [ast.Expr(ast.Await(limit))]
        limit = call(ast.Attribute(load("asyncio"), "timeout", ast.Load()), ast.Constant(5))
        return [ast.AsyncWith([ast.withitem(limit)], [statement], lineno=0)]

    if replace_releases(tree, change):
        add_import(tree, "import asyncio")
    return tree


def release_in_loop(tree: ast.Module, random: Random) -> ast.Module:
    """``for each in (self._task,): each.cancel()``."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        name = f"each_{next(count)}"
        over = ast.Tuple([method.value], ast.Load())
        method.value = load(name)
        return [ast.For(store(name), over, [statement], [], lineno=0)]

    replace_releases(tree, change)
    return tree


def release_through_walrus(tree: ast.Module, random: Random) -> ast.Module:
    """``if held := self._task: held.cancel()``."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        name = f"held_{next(count)}"
        test = ast.NamedExpr(store(name), method.value)
        method.value = load(name)
        return [ast.If(test, [statement], [])]

    replace_releases(tree, change)
    return tree


def release_on_exit_stack(tree: ast.Module, random: Random) -> ast.Module:
    """``with contextlib.ExitStack() as stack: stack.callback(self._task.cancel)``."""

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        if released.keywords or any(isinstance(each, ast.Starred) for each in released.args):
            return [statement]
        kind = "AsyncExitStack" if awaited else "ExitStack"
        stack = call(ast.Attribute(load("contextlib"), kind, ast.Load()))
        push = "push_async_callback" if awaited else "callback"
        pushed = call(ast.Attribute(load("stack"), push, ast.Load()), method, *released.args)
        block = ast.AsyncWith if awaited else ast.With
        return [block([ast.withitem(stack, store("stack"))], [ast.Expr(pushed)], lineno=0)]

    if replace_releases(tree, change):
        add_import(tree, "import contextlib")
    return tree


def release_in_match(tree: ast.Module, random: Random) -> ast.Module:
    """``match self._task:`` with a case for ``None``, and one that releases what it is given."""

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        held, method.value = method.value, load("held")
        nothing = ast.match_case(ast.MatchSingleton(None), None, [ast.Pass()])
        something = ast.match_case(ast.MatchAs(None, "held"), None, [statement])
        return [ast.Match(held, [nothing, something])]

    replace_releases(tree, change)
    return tree


def release_waited_for_otherwise(tree: ast.Module, random: Random) -> ast.Module:
    """``await asyncio.gather(self._ws.close())``, ``await asyncio.shield(...)``, or by the name of the coroutine."""
    count = iter(range(1000))

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        if not awaited:
            return [statement]
        way = ("gather", "shield", "")[next(count) % 3]
        if way:
            return [ast.Expr(ast.Await(call(ast.Attribute(load("asyncio"), way, ast.Load()), released)))]
        return [assigned(store("closing"), released), ast.Expr(ast.Await(load("closing")))]

    replace_releases(tree, change)
    add_import(tree, "import asyncio")
    return tree


def release_unless_missing(tree: ast.Module, random: Random) -> ast.Module:
    """``if self._task is None: return`` before a release that ends a function."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        found = release(statement)
        if not found or function.body[-1] is not statement:
            return None
        test = ast.Compare(copy.deepcopy(found[1].value), [ast.Is()], [ast.Constant(None)])
        return [ast.If(test, [ast.Return()], []), statement]

    replace_statements(tree, change)
    return tree


def removal_spelled_otherwise(tree: ast.Module, random: Random) -> ast.Module:
    """``self._rooms.pop(key, None)`` becomes ``if key in self._rooms: del self._rooms[key]``, and ``del`` a ``pop``."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if isinstance(statement, ast.Delete) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
                pop = ast.Attribute(target.value, "pop", ast.Load())
                return [ast.Expr(call(pop, target.slice))]
        found = release(statement)
        if found and found[1].attr == "pop" and len(found[0].args) == 2 and not found[2]:
            key, held = found[0].args[0], found[1].value
            gone = ast.Delete([ast.Subscript(held, key, ast.Del())])
            return [ast.If(ast.Compare(copy.deepcopy(key), [ast.In()], [copy.deepcopy(held)]), [gone], [])]
        return None

    replace_statements(tree, change)
    return tree


RELEASING = (
    release_through_alias,
    release_in_method_of_its_own,
    wrapped_in_condition,
    release_in_function_of_the_module,
    release_in_function_that_gets_self,
    release_in_nested_function,
    release_behind_getattr,
    release_after_taking_out,
    release_in_condition,
    release_suppressing,
    release_in_try,
    release_with_time_limit,
    release_in_loop,
    release_through_walrus,
    release_on_exit_stack,
    release_unless_missing,
    release_in_match,
    release_waited_for_otherwise,
    removal_spelled_otherwise,
)
