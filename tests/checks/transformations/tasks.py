"""Other ways to start a task, and to end it."""

from __future__ import annotations

import ast
from random import Random

from .syntax import Function, add_import, replace_releases

_STARTERS = ("asyncio.get_running_loop().create_task", "asyncio.ensure_future", "asyncio.get_event_loop().create_task")


def started_by_others(tree: ast.Module, random: Random) -> ast.Module:
    """``asyncio.create_task(...)`` becomes ``asyncio.ensure_future(...)`` or a call of the loop's method."""
    count = iter(range(1000))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "asyncio.create_task":
            node.func = ast.parse(_STARTERS[next(count) % len(_STARTERS)], mode="eval").body
            node.keywords = []
    return tree


def cancelled_and_awaited(tree: ast.Module, random: Random) -> ast.Module:
    """Behind ``self._task.cancel()`` wait for the end of the task, and go on when it was cancelled."""

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        if method.attr != "cancel" or awaited or not isinstance(function, ast.AsyncFunctionDef):
            return [statement]
        wait = f"with contextlib.suppress(asyncio.CancelledError):\n    await {ast.unparse(method.value)}"
        return [statement, *ast.parse(wait).body]

    if replace_releases(tree, change):
        add_import(tree, "import contextlib")
    return tree


def cancelled_unless_done(tree: ast.Module, random: Random) -> ast.Module:
    """``if self._task and not self._task.done():`` around ``self._task.cancel()``."""

    def change(
        statement: ast.stmt, released: ast.Call, method: ast.Attribute, awaited: bool, function: Function
    ) -> list[ast.stmt]:
        if method.attr != "cancel" or awaited:
            return [statement]
        held = ast.unparse(method.value)
        return [ast.If(ast.parse(f"{held} and not {held}.done()", mode="eval").body, [statement], [])]

    replace_releases(tree, change)
    return tree


TASKS = (started_by_others, cancelled_and_awaited, cancelled_unless_done)
