"""Local names whose only use is to be an argument of the next call, read as if the argument were written there.

``coroutine = self._pump()`` with ``self._task = asyncio.create_task(coroutine)`` is the same program as
``self._task = asyncio.create_task(self._pump())``.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

_MADE = frozenset({ast.Call, ast.Lambda, ast.JoinedStr, ast.Tuple, ast.Dict})  # an attribute is an alias anyway
_TAKES = re.compile(
    "task|spawn|soon|future|coro|gather|background|^wait_for$|^run(_until_complete)?$|^add$|^append$|^insert$"
)
_READ = re.compile(r"(?<![\w.])[^\W\d]\w*\b(?!\s*=(?!=))")
_CALLING = frozenset({ast.Expr, ast.Assign, ast.AnnAssign, ast.Return})
_Uses = Callable[[str], int]


def arguments_in_place(body: Sequence[ast.stmt], uses: _Uses) -> Sequence[ast.stmt]:
    """The statements of a block without those that only name an argument of the next one.

    ``uses`` says how often a name is read in the function around it. The calls are changed in their tree.
    """
    for each, following in pairwise(body):
        if type(each) is ast.Assign and type(each.value) in _MADE and type(following) in _CALLING:
            return _in_place(body, uses)
    return body


def _in_place(body: Sequence[ast.stmt], uses: _Uses) -> Sequence[ast.stmt]:
    found: list[ast.stmt] = []
    waiting: dict[str, ast.Assign] = {}  # those just before this statement that name something, by the name
    for statement in body:
        if waiting and type(statement) in _CALLING:
            for name in _put_in_place(statement, waiting, uses):
                del waiting[name]
        if type(statement) is ast.Assign and (name := _named(statement)) and name not in waiting:
            waiting[name] = statement
        elif _names_another(statement, waiting):
            found.append(statement)
        else:
            found += [*waiting.values(), statement]
            waiting = {}
    return [*found, *waiting.values()]


def _named(statement: ast.Assign) -> str:
    """The local name that a statement gives to something that it makes."""
    target = statement.targets[0]
    plain = type(statement.value) in _MADE and len(statement.targets) == 1 and isinstance(target, ast.Name)
    return target.id if plain and isinstance(target, ast.Name) else ""


def _names_another(statement: ast.stmt, waiting: dict[str, ast.Assign]) -> bool:
    """Whether a statement between the two only gives a name to what is there already: ``loop = self._loop``."""
    if type(statement) is not ast.Assign or not isinstance(statement.targets[0], ast.Name):
        return False
    value = statement.value
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id not in waiting)


class _Replacing:
    """Replaces names among the arguments of calls by what they stand for, and remembers which ones.

    A class, because two functions that call each other would keep the tree until the garbage collector runs, which
    waits while files are read.
    """

    def __init__(self, waiting: dict[str, ast.Assign], uses: _Uses) -> None:
        self._waiting = waiting
        self._uses = uses
        self.done: list[str] = []

    def fill(self, call: ast.Call) -> None:
        """Replace what a call is given, and what the calls inside of it are."""
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
            self.fill(call.func.value)
        call.args = [self._replaced(argument, call) for argument in call.args]
        for keyword in call.keywords:
            keyword.value = self._replaced(keyword.value, call)

    def _replaced(self, node: ast.expr, call: ast.Call) -> ast.expr:
        if isinstance(node, ast.Name):
            made = self._waiting.get(node.id)
            if made is None or node.id in self.done or not _belongs(made.value, call) or self._uses(node.id) != 1:
                return node
            self.done.append(node.id)
            return made.value
        if isinstance(node, ast.Await | ast.Starred):
            node.value = self._replaced(node.value, call)
        elif isinstance(node, ast.Call):
            self.fill(node)
        return node


def _put_in_place(statement: ast.stmt, waiting: dict[str, ast.Assign], uses: _Uses) -> list[str]:
    """Replace names among the arguments of the calls in a statement by what they stand for; which ones."""
    value = getattr(statement, "value", None)
    value = value.value if type(value) is ast.Await else value
    if type(value) is not ast.Call or not (value.args or value.keywords or type(value.func) is ast.Attribute):
        return []
    replacing = _Replacing(waiting, uses)
    replacing.fill(value)
    return replacing.done


def _belongs(made: ast.expr, call: ast.Call) -> bool:
    """Whether it is nothing to be released that the name stands for: a coroutine for who runs it, a handler, a text."""
    if not isinstance(made, ast.Call):
        return True
    if _called(made) == "partial" and isinstance(call.func, ast.Attribute):
        return getattr(call.func.value, "id", "") != "self"  # what a method of its own does with it, is told by a name
    return bool(_TAKES.search(_called(call).lower()))


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def times_read(text: str) -> Counter[str]:
    """How often a function reads each name, or more often than that; neither bindings count nor keywords: ``name=``.

    All names at once: a function that was written by a program may have thousands.
    """
    return Counter(_READ.findall(text))
