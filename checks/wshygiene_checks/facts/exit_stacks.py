"""Exit stacks, read as the blocks that they stand for.

``stack.callback(self._task.cancel)`` does what a ``finally`` around the rest of the block would, and ``ws = await
stack.enter_async_context(connect(url))`` what ``async with`` would. Rules then see one program, however it is written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from wshygiene_checks.facts.written_out import is_place

With = ast.With | ast.AsyncWith

_STACKS = ("ExitStack", "AsyncExitStack")
_CALLBACKS = ("callback", "push_async_callback")
_ENTERS = ("enter_context", "enter_async_context")
_EMPTIES = ("pop_all", "close", "aclose")


def unstacked(node: With) -> list[ast.stmt]:
    """The statements that a ``with`` over a new exit stack stands for; empty for every other ``with``.

    Also for one whose stack somebody else gets: what is on it may end later than the block. What is put on the stack
    in a loop or a branch stays there, in the block that the stack keeps.
    """
    stack = _new_stack(node.items[-1])
    if not stack or not _stays(stack, node.body):
        return []
    body = _read(stack, node.body)
    if body is node.body:
        return []
    items = node.items if any(_mentions(stack, body)) else node.items[:-1]
    if not items:
        return body
    block = type(node)(items, body)
    return [ast.copy_location(block, node)]


def _new_stack(item: ast.withitem) -> str:
    made, name = item.context_expr, item.optional_vars
    if not isinstance(made, ast.Call) or not isinstance(name, ast.Name) or made.args:
        return ""
    function = made.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name.id if called in _STACKS else ""


def _stays(stack: str, body: Sequence[ast.stmt]) -> bool:
    """Whether nobody gets the stack itself, and nothing leaves it before the end: only its methods are called."""
    receivers = {
        id(node.func.value)
        for each in body
        for node in ast.walk(each)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr not in _EMPTIES
    }
    return all(id(node) in receivers for node in _mentions(stack, body))


def _mentions(stack: str, body: Sequence[ast.stmt]) -> Iterator[ast.Name]:
    return (node for each in body for node in ast.walk(each) if isinstance(node, ast.Name) and node.id == stack)


def _read(stack: str, body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements with the rest of them inside of the first block that is put on the stack; as they are without."""
    for position, statement in enumerate(body):
        rest = body[position + 1 :]
        block: ast.stmt
        if last := _last_step(stack, statement):
            block = ast.Try(_read(stack, rest), [], [], [last]) if rest else last
        elif entered := _entered(stack, statement):
            kind, item = entered
            block = kind([item], _read(stack, rest))
        else:
            continue
        ast.copy_location(block, statement)
        block.end_lineno = body[-1].end_lineno
        return [*body[:position], block]
    return body


def _method(stack: str, node: ast.expr, names: Sequence[str]) -> ast.Call | None:
    """The call of a method of the stack, of one of these names."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
        return None
    owner = node.func.value
    return node if isinstance(owner, ast.Name) and owner.id == stack and node.func.attr in names else None


def _last_step(stack: str, statement: ast.stmt) -> ast.stmt | None:
    """What the stack calls at the end, if that is all that a statement arranges."""
    pushed = _method(stack, statement.value, _CALLBACKS) if isinstance(statement, ast.Expr) else None
    if pushed is None:
        return None
    called, *given = pushed.args
    if isinstance(called, ast.Lambda) and not given:
        made = called.body
    elif is_place(called):
        made = ast.copy_location(ast.Call(called, given, pushed.keywords), pushed)
    else:
        return None
    if isinstance(pushed.func, ast.Attribute) and pushed.func.attr == "push_async_callback":
        made = ast.copy_location(ast.Await(made), pushed)
    return ast.copy_location(ast.Expr(made), statement)


def _entered(stack: str, statement: ast.stmt) -> tuple[type[With], ast.withitem] | None:
    """What a statement enters, and with which block."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr | None = statement.targets[0]
    elif isinstance(statement, ast.Expr):
        target = None
    else:
        return None
    if isinstance(statement.value, ast.Await):
        return _item(stack, statement.value.value, _ENTERS[1:], target, ast.AsyncWith)
    return _item(stack, statement.value, _ENTERS[:1], target, ast.With)


def _item(
    stack: str, value: ast.expr, names: Sequence[str], target: ast.expr | None, kind: type[With]
) -> tuple[type[With], ast.withitem] | None:
    entered = _method(stack, value, names)
    return None if entered is None else (kind, ast.withitem(entered.args[0], target))
