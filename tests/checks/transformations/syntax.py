"""What the transformations share: finding functions, classes and releases, and making the pieces they put in."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import TypeGuard

Transformation = Callable[[ast.Module, Random], ast.Module]
Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPE = (*FUNCTION, ast.Lambda, ast.ClassDef)

TEARDOWN = ("close", "aclose", "stop", "shutdown", "disconnect", "connection_lost", "on_close", "__aexit__", "cleanup")
RELEASE = ("cancel", "close", "aclose", "stop", "remove_listener", "shutdown", "discard", "pop")


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTION))


def classes(tree: ast.AST) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def methods(class_: ast.ClassDef) -> Iterator[Function]:
    """The plain methods of a class, those that get ``self``."""
    for each in class_.body:
        if isinstance(each, FUNCTION) and each.args.args and each.args.args[0].arg == "self":
            yield each


def constructor(class_: ast.ClassDef) -> ast.FunctionDef | None:
    """The ``__init__`` of a class, without decorators."""
    found = [each for each in class_.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
    return found[0] if len(found) == 1 and not found[0].decorator_list else None


def is_own(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Whether this is an attribute of ``self``."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def stored_attribute(statement: ast.stmt) -> tuple[str, ast.expr | None, ast.expr | None]:
    """Of ``self.x: Type = value`` the name, the value and the type; an empty name for other statements."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, annotation = statement.targets[0], None
    elif isinstance(statement, ast.AnnAssign):
        target, annotation = statement.target, statement.annotation
    else:
        return "", None, None
    return (target.attr, statement.value, annotation) if is_own(target) else ("", None, None)


def last_step(statement: ast.stmt) -> tuple[ast.Call, bool] | None:
    """Of ``try: ... finally: x.close()`` the call, and whether it is waited for; None for other statements."""
    if not isinstance(statement, ast.Try) or statement.handlers or statement.orelse or len(statement.finalbody) != 1:
        return None
    last = statement.finalbody[0]
    made = last.value if isinstance(last, ast.Expr) else None
    awaited = isinstance(made, ast.Await)
    made = made.value if isinstance(made, ast.Await) else made
    return (made, awaited) if isinstance(made, ast.Call) else None


def load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def store(name: str) -> ast.Name:
    return ast.Name(name, ast.Store())


def own(attribute: str) -> ast.Attribute:
    """``self.attribute``."""
    return ast.Attribute(load("self"), attribute, ast.Load())


def call(function: ast.expr, *args: ast.expr) -> ast.Call:
    return ast.Call(function, list(args), [])


def waited(node: ast.expr, awaited: bool) -> ast.expr:
    return ast.Await(node) if awaited else node


def assigned(target: ast.expr, value: ast.expr) -> ast.Assign:
    return ast.Assign([target], value, lineno=0)


def arguments(*names: str | ast.arg) -> ast.arguments:
    plain = [ast.arg(name) if isinstance(name, str) else copy.deepcopy(name) for name in names]
    return ast.arguments([], plain, None, [], [], None, [])


def defined(name: str, args: ast.arguments, body: list[ast.stmt], *, is_async: bool = False) -> Function:
    kind = ast.AsyncFunctionDef if is_async else ast.FunctionDef
    return kind(name, args, body, [], lineno=0)


def has_await(nodes: list[ast.stmt] | ast.AST) -> bool:
    """Whether code waits itself; what functions inside it do does not count."""
    waiting = list(nodes) if isinstance(nodes, list) else [nodes]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
            return True
        if not isinstance(node, SCOPE):
            waiting += ast.iter_child_nodes(node)
    return False


def names_read(node: ast.AST) -> list[str]:
    """The plain names that an expression reads, each once, in the order of the text."""
    return list(dict.fromkeys(each.id for each in ast.walk(node) if isinstance(each, ast.Name)))


def _defines(node: ast.AST) -> TypeGuard[Function]:
    return isinstance(node, FUNCTION)


def locals_of(function: Function) -> dict[str, ast.arg]:
    """Parameters and other local names of a function, as parameters that they may be given on as."""
    found = {
        node.id: ast.arg(node.id)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    found |= {node.name: ast.arg(node.name) for part in function.body for node in ast.walk(part) if _defines(node)}
    taken = function.args
    for arg in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg):
        if arg is not None:
            found[arg.arg] = ast.arg(arg.arg, arg.annotation)
    found.pop("self", None)
    return found


Change = Callable[[ast.stmt, Function], list[ast.stmt] | None]
ChangeOfRelease = Callable[[ast.stmt, ast.Call, ast.Attribute, bool, Function], list[ast.stmt] | None]


class _Statements(ast.NodeTransformer):
    """Replaces single statements, also in nested blocks; says in which function each stands."""

    def __init__(self, replace: Change) -> None:
        self.replace = replace
        self.around: list[Function] = []
        self.changed = False

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:  # type: ignore[override]
        if isinstance(node, FUNCTION):
            self.around.append(node)
            self.generic_visit(node)
            self.around.pop()
            return node
        if isinstance(node, ast.stmt) and self.around:
            found = self.replace(node, self.around[-1])
            if found is not None:
                self.changed = True
                return found
        self.generic_visit(node)
        return node


def replace_statements(tree: ast.AST, replace: Change) -> bool:
    """Put other statements in the place of those for which ``replace`` gives some; whether there were any."""
    statements = _Statements(replace)
    statements.visit(tree)
    return statements.changed


def add_import(tree: ast.Module, text: str) -> None:
    """Put an import behind the docstring and ``from __future__``."""
    for at, statement in enumerate(tree.body):
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not (future or docstring):
            tree.body.insert(at, ast.parse(text).body[0])
            return


def behind_imports(tree: ast.Module) -> int:
    """Where in a module the first statement stands that is no import and no docstring."""
    for at, statement in enumerate(tree.body):
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not docstring and not isinstance(statement, ast.Import | ast.ImportFrom):
            return at
    return len(tree.body)


def release(statement: ast.stmt) -> tuple[ast.Call, ast.Attribute, bool] | None:
    """``self._task.cancel()`` alone on its line: the call, its function, and whether it is waited for."""
    if not isinstance(statement, ast.Expr):
        return None
    awaited = isinstance(statement.value, ast.Await)
    made = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute) or not is_own(made.func.value):
        return None
    return (made, made.func, awaited) if made.func.attr in RELEASE else None


def replace_releases(tree: ast.AST, replace: ChangeOfRelease) -> bool:
    """Replace statements such as ``self._task.cancel()``: a release of an attribute, alone on its line."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        found = release(statement)
        return replace(statement, *found, function) if found else None

    return replace_statements(tree, change)
