"""Private methods that do nothing but keep what they are given: read where their class calls them.

``self._remember(task)`` with ``def _remember(self, task): self._tasks.add(task)`` is ``self._tasks.add(task)``: only
where it is called does it show what is kept, for whom, and when.
"""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from wshygiene_checks.facts.called_once import NOT_SPREAD, Spread
from wshygiene_checks.facts.written_out import is_place

_MOST = 3  # statements
_ADDS = frozenset({"add", "append", "appendleft", "setdefault"})


def keepers(node: ast.ClassDef, text: str) -> Spread:
    """What to read instead at the calls of a class's keeping methods, whose definitions need not be read then.

    Of those alone that only the class calls, each time as a statement: one that is handed on may run at any time, also
    by another class of the same file, whose ``text`` this is.
    """
    likely = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef) and _keeps(each)}
    if not likely or any(isinstance(each, ast.ClassDef) for each in node.body):
        return NOT_SPREAD
    statements: defaultdict[str, list[ast.Expr]] = defaultdict(list)
    for each in ast.walk(node):
        if isinstance(each, ast.Expr) and (name := _called(each)) in likely:
            statements[name].append(each)
    calls: dict[int, list[ast.stmt]] = {}
    definitions = []
    for name, called in statements.items():
        written = {id(each): list(_written_out(likely[name], each)) for each in called}
        if all(written.values()) and not _is_used_otherwise(name, len(called), node, text):
            calls |= written
            definitions.append(id(likely[name]))
    return Spread(calls, frozenset(definitions))


def _is_used_otherwise(name: str, calls: int, node: ast.ClassDef, text: str) -> bool:
    """Whether a method is mentioned besides these calls: in its class, or in a class that has no such method itself."""
    lines = text.split("\n")
    inside = "\n".join(lines[node.lineno - 1 : node.end_lineno])
    outside = "\n".join([*lines[: node.lineno - 1], *lines[node.end_lineno or 0 :]])
    mention = re.compile(rf"\.{name}\b")
    if len(mention.findall(inside)) != calls:
        return True
    return mention.search(outside) is not None and re.search(rf"def {name}\b", outside) is None


def _keeps(method: ast.FunctionDef) -> bool:
    """Whether all that a private method does is to put its parameters into attributes, or into what these hold."""
    taken, name = method.args, method.name
    plain = taken.args and not (taken.vararg or taken.kwarg or taken.kwonlyargs or taken.posonlyargs or taken.defaults)
    if not plain or not name.startswith("_") or name.endswith("__") or method.decorator_list:
        return False
    body = _body(method)
    return 0 < len(body) <= _MOST and all(_is_keeping(each, taken.args[0].arg) for each in body)


def _body(method: ast.FunctionDef) -> list[ast.stmt]:
    """The statements behind the docstring."""
    first = method.body[0]
    text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return method.body[1:] if text else method.body


def _is_keeping(statement: ast.stmt, own: str) -> bool:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        place = target.value if isinstance(target, ast.Subscript) else target
        return _is_attribute(place, own) and _is_given(statement.value)
    value = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute) or not value.args:
        return False
    return value.func.attr in _ADDS and _is_attribute(value.func.value, own) and _is_given(value.args[-1])


def _is_attribute(node: ast.expr, own: str) -> bool:
    """Whether this is an attribute of the object, by the name that the method has for it."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own


def _is_given(node: ast.expr) -> bool:
    """Whether a value is a parameter, or put together of such and constants."""
    if isinstance(node, ast.Tuple):
        return all(map(_is_given, node.elts))
    return isinstance(node, (ast.Name, ast.Constant))


def _called(statement: ast.Expr) -> str:
    """The method that a statement calls on something that has a name; empty for all other statements."""
    value = statement.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Name):
        return value.func.attr
    return ""


def _written_out(method: ast.FunctionDef, statement: ast.Expr) -> Iterator[ast.stmt]:
    """The statements of a method with what it is given in the place of its parameters; none where that is not plain."""
    call, (own, *names) = statement.value, [each.arg for each in method.args.args]
    assert isinstance(call, ast.Call)
    plain = not call.keywords and not any(isinstance(each, ast.Starred) for each in call.args)
    if not plain or not _is_attribute(call.func, own) or len(call.args) != len(names):
        return
    given = dict(zip(names, call.args, strict=True))
    body = _body(method)
    used = Counter(each.id for part in body for each in ast.walk(part) if isinstance(each, ast.Name))
    if all(used[name] < 2 or is_place(value) or isinstance(value, ast.Constant) for name, value in given.items()):
        for part in copy.deepcopy(body):
            for node in ast.walk(part):
                ast.copy_location(node, call)  # what comes before it, and what after, shows at the call
            yield _Given(given).visit(part)


class _Given(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, given: Mapping[str, ast.expr]) -> None:
        self._given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._given.get(node.id, node)
