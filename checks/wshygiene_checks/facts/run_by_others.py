"""Methods that a loop or a thread is asked to call at once: ``loop.call_soon_threadsafe(self._stopped.set)``."""

from __future__ import annotations

import ast

from wshygiene_checks.facts.written_out import is_place

RUNS = {
    "callback": 0,
    "push_async_callback": 0,
    "call_soon": 0,
    "call_soon_threadsafe": 0,
    "to_thread": 0,
    "run_sync": 0,
    "run_in_executor": 1,
}


def run_by(name: str, node: ast.Call) -> ast.Call | None:
    """The call that the function ``name`` will make, of a method of something that has a name; None for all others.

    Methods of the object itself are left out: what they do is found where they stand.
    """
    position = RUNS[name]
    method, given = (node.args[position], node.args[position + 1 :]) if len(node.args) > position else (None, [])
    if not isinstance(method, ast.Attribute) or not is_place(method.value) or _is_self(method.value):
        return None
    if not all(is_place(each) or isinstance(each, ast.Constant) for each in given):
        return None  # reading it twice would record what it calls twice
    return ast.copy_location(ast.Call(method, given, []), node)


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
