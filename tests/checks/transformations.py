"""Changes to a program that change nothing about who acquires and who releases."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

Transformation = Callable[[ast.Module, Random], ast.Module]

TEARDOWN = ("close", "aclose", "stop", "shutdown", "disconnect", "connection_lost", "on_close", "__aexit__", "cleanup")
RELEASE = ("cancel", "close", "aclose", "stop", "remove_listener", "shutdown", "discard", "pop")


def rename_locals(tree: ast.Module, random: Random) -> ast.Module:
    """Give every local variable of every function another name; parameters keep theirs, frameworks know them."""
    for function in functions(tree):
        inside = [node for node in ast.walk(function) if node is not function]
        if any(isinstance(node, FUNCTION | ast.Lambda | ast.ClassDef) for node in inside):
            continue  # closures share names with what is around them
        outside = {name for node in inside if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
        bound = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)} - outside
        given = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
        names = {name: f"{name}_{random.randrange(10, 99)}" for name in sorted(bound - given)}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in names:
                node.id = names[node.id]
            elif isinstance(node, ast.MatchAs) and node.name in names:
                node.name = names[node.name]
    return tree


def rename_attributes(tree: ast.Module, random: Random) -> ast.Module:
    """Give every underscored attribute of ``self`` another name."""
    suffix = f"_{random.randrange(10, 99)}"
    methods = {function.name for function in functions(tree)}
    spelled = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    own = (
        {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr.startswith("_")
        }
        - methods
        - spelled
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in own:
            node.attr += suffix
    return tree


def reorder_methods(tree: ast.Module, random: Random) -> ast.Module:
    """Shuffle the methods of every class; what else a class body holds stays in front, in its order."""
    for class_ in classes(tree):
        if any(method.decorator_list for method in class_.body if isinstance(method, FUNCTION)):
            continue  # a property and its setter have an order
        methods = [statement for statement in class_.body if isinstance(statement, FUNCTION)]
        rest = [statement for statement in class_.body if not isinstance(statement, FUNCTION)]
        random.shuffle(methods)
        class_.body = [*rest, *methods]
    return tree


def teardown_in_base_class(tree: ast.Module, random: Random) -> ast.Module:
    """Move teardown methods into a new base class."""
    body: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and not statement.bases:
            moved = [each for each in statement.body if isinstance(each, FUNCTION) and each.name in TEARDOWN]
            if moved:
                base = ast.ClassDef(f"{statement.name}Teardown", [], [], list(moved), [], lineno=0)
                body.append(base)
                statement.bases.append(ast.Name(base.name, ast.Load()))
                statement.body = [each for each in statement.body if each not in moved] or [ast.Pass()]
        body.append(statement)
    tree.body = body
    return tree


def release_through_alias(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task.cancel()`` becomes ``held = self._task`` and ``held.cancel()``."""

    def split(statement: ast.Expr, call: ast.Call, method: ast.Attribute) -> list[ast.stmt]:
        held = ast.Name(f"held_{random.randrange(10, 99)}", ast.Load())
        stored = ast.Name(held.id, ast.Store())
        alias = ast.Assign([stored], method.value, lineno=0)
        call.func = ast.Attribute(held, method.attr, ast.Load())
        return [alias, statement]

    return _Releases(split).visit(tree)  # type: ignore[no-any-return]


def release_in_method_of_its_own(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task.cancel()`` moves into a method of its own, and the method is called."""
    for class_ in classes(tree):
        extracted: list[ast.stmt] = []
        taken = sum(isinstance(each, FUNCTION) and each.name.startswith("_extracted") for each in class_.body)
        _Releases(partial(_extracted, extracted, taken)).visit(class_)
        class_.body += extracted
    return tree


def _extracted(
    methods: list[ast.stmt], taken: int, statement: ast.Expr, call: ast.Call, method: ast.Attribute
) -> list[ast.stmt]:
    names = {node.id for argument in call.args for node in ast.walk(argument) if isinstance(node, ast.Name)}
    if names - {"self"}:
        return [statement]  # it needs a local of the method it stands in
    awaited = isinstance(statement.value, ast.Await)
    name = f"_extracted_{taken + len(methods)}"
    head = ast.arguments([], [ast.arg("self")], None, [], [], None, [])
    kind = ast.AsyncFunctionDef if awaited else ast.FunctionDef
    methods.append(kind(name, head, [copy.deepcopy(statement)], [], lineno=0))
    replaced = ast.Call(ast.Attribute(ast.Name("self", ast.Load()), name, ast.Load()), [], [])
    return [ast.Expr(ast.Await(replaced) if awaited else replaced)]


def wrapped_in_condition(tree: ast.Module, random: Random) -> ast.Module:
    """Put releases behind a check that there is something to release."""

    def guard(statement: ast.Expr, call: ast.Call, method: ast.Attribute) -> list[ast.stmt]:
        test = ast.Compare(copy.deepcopy(method.value), [ast.IsNot()], [ast.Constant(None)])
        return [ast.If(test, [statement], [])]

    return _Releases(guard).visit(tree)  # type: ignore[no-any-return]


TRANSFORMATIONS: tuple[Transformation, ...] = (
    rename_locals,
    rename_attributes,
    reorder_methods,
    teardown_in_base_class,
    release_through_alias,
    release_in_method_of_its_own,
    wrapped_in_condition,
)

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTION))


def classes(tree: ast.AST) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


class _Releases(ast.NodeTransformer):
    """Replaces statements such as ``self._task.cancel()``: a release of an attribute, alone on its line."""

    def __init__(self, replace: Callable[[ast.Expr, ast.Call, ast.Attribute], list[ast.stmt]]) -> None:
        self.replace = replace

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | list[ast.stmt]:
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in RELEASE:
            owner = call.func.value
            if isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name) and owner.value.id == "self":
                return self.replace(node, call, call.func)
        return node
