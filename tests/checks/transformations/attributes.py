"""Other ways to declare, make and reach attributes."""

from __future__ import annotations

import ast
import copy
from random import Random
from typing import TypeGuard

from .syntax import (
    FUNCTION,
    Function,
    add_import,
    arguments,
    assigned,
    call,
    classes,
    constructor,
    functions,
    is_own,
    load,
    methods,
    names_read,
    replace_statements,
    store,
    stored_attribute,
)


def stored_through_local(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task = create_task(...)`` becomes ``task = create_task(...)`` and ``self._task = task``."""
    count = iter(range(1000))

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if not _is_made_here(statement):
            return None
        name = f"made_{next(count)}"
        return [assigned(store(name), statement.value), assigned(statement.targets[0], load(name))]

    replace_statements(tree, change)
    return tree


def stored_twice_at_once(tree: ast.Module, random: Random) -> ast.Module:
    """``task = self._task = create_task(...)``."""
    count = iter(range(1000))

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if not _is_made_here(statement):
            return None
        statement.targets.insert(0, store(f"made_{next(count)}"))
        return [statement]

    replace_statements(tree, change)
    return tree


def _is_made_here(statement: ast.stmt) -> TypeGuard[ast.Assign]:
    """``self.x = call()``."""
    return isinstance(statement, ast.Assign) and isinstance(stored_attribute(statement)[1], (ast.Call, ast.Await))


def stored_in_tuples(tree: ast.Module, random: Random) -> ast.Module:
    """``self.a = x`` and ``self.b = y`` become ``self.a, self.b = x, y`` where they follow each other."""

    def join(body: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in body:
            last = found[-1] if found else None
            if _joins(last) and _joins(statement) and not _reads(statement, last):
                assert isinstance(last, ast.Assign)
                assert isinstance(statement, ast.Assign)
                targets = ast.Tuple([last.targets[0], statement.targets[0]], ast.Store())
                found[-1] = assigned(targets, ast.Tuple([last.value, statement.value], ast.Load()))
            else:
                found.append(statement)
        return found

    for function in functions(tree):
        function.body = join(function.body)
    return tree


def _joins(statement: ast.stmt | None) -> bool:
    return isinstance(statement, ast.Assign) and len(statement.targets) == 1 and is_own(statement.targets[0])


def _reads(statement: ast.stmt, before: ast.stmt | None) -> bool:
    assert isinstance(statement, ast.Assign)
    assert isinstance(before, ast.Assign)
    bound = before.targets[0]
    return isinstance(bound, ast.Attribute) and any(
        isinstance(node, ast.Attribute) and node.attr == bound.attr for node in ast.walk(statement.value)
    )


def stored_by_walrus(tree: ast.Module, random: Random) -> ast.Module:
    """``task = create_task(...)`` and ``use(task)`` become ``use(task := create_task(...))``."""
    for function in functions(tree):
        found: list[ast.stmt] = []
        for statement in function.body:
            if not (found and _joined_by_walrus(found[-1], statement)):
                found.append(statement)
            else:
                found[-1] = statement
        function.body = found
    return tree


def _joined_by_walrus(before: ast.stmt, statement: ast.stmt) -> bool:
    """Move what the statement before binds into the first argument of this one, if that is the same name."""
    if not isinstance(before, ast.Assign) or len(before.targets) != 1 or not isinstance(before.value, ast.Call):
        return False
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call) or not statement.value.args:
        return False
    target, used, function = before.targets[0], statement.value.args[0], statement.value.func
    if not isinstance(target, ast.Name) or not isinstance(used, ast.Name) or used.id != target.id:
        return False
    if not _is_place(function) or target.id in names_read(function):
        return False
    statement.value.args[0] = ast.NamedExpr(target, before.value)
    return True


def _is_place(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def stored_under_lock(tree: ast.Module, random: Random) -> ast.Module:
    """What stores into an attribute stands in ``with threading.RLock():``."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if isinstance(statement, ast.Assign) and is_own(statement.targets[0]) and function.name != "__init__":
            lock = call(ast.Attribute(load("threading"), "RLock", ast.Load()))
            return [ast.With([ast.withitem(lock)], [statement], lineno=0)]
        return None

    if replace_statements(tree, change):
        add_import(tree, "import threading")
    return tree


def annotated_at_class_level(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task: Task | None = None`` in ``__init__`` is annotated in the class instead."""
    for class_ in classes(tree):
        init = constructor(class_)
        declared: list[ast.stmt] = []
        for position, statement in enumerate(init.body if init else ()):
            name, value, annotation = stored_attribute(statement)
            if init and isinstance(statement, ast.AnnAssign) and annotation and value:
                declared.append(ast.AnnAssign(store(name), annotation, None, 1))
                init.body[position] = assigned(statement.target, value)
        class_.body[:0] = declared
    return tree


def annotated_where_it_is_set(tree: ast.Module, random: Random) -> ast.Module:
    """``self.x = param`` gets the annotation of the parameter, as ``Optional``."""
    changed = False
    for class_ in classes(tree):
        init = constructor(class_)
        known = {arg.arg: arg.annotation for arg in init.args.args if arg.annotation} if init else {}
        for position, statement in enumerate(init.body if init else ()):
            _, value, _ = stored_attribute(statement)
            if init and isinstance(statement, ast.Assign) and isinstance(value, ast.Name) and value.id in known:
                optional = ast.Subscript(load("Optional"), copy.deepcopy(known[value.id]), ast.Load())
                init.body[position] = ast.AnnAssign(statement.targets[0], optional, value, 0)
                changed = True
    if changed:
        add_import(tree, "from typing import Optional")
    return tree


def defaults_at_class_level(tree: ast.Module, random: Random) -> ast.Module:
    """``self._task = None`` of ``__init__`` becomes ``_task = None`` of the class."""
    for class_ in classes(tree):
        init = constructor(class_)
        if init is None:
            continue
        moved: list[ast.stmt] = []
        kept: list[ast.stmt] = []
        for statement in init.body:
            name, value, annotation = stored_attribute(statement)
            if not isinstance(value, ast.Constant):
                kept.append(statement)
            elif annotation is not None:
                moved.append(ast.AnnAssign(store(name), annotation, value, 1))
            else:
                moved.append(assigned(store(name), value))
        init.body = kept or [ast.Pass()]
        class_.body[:0] = moved
    return tree


def dataclasses_instead(tree: ast.Module, random: Random) -> ast.Module:
    """A class whose constructor only stores becomes a dataclass; what it makes is made in ``__post_init__``."""
    changed = False
    for class_ in classes(tree):
        init = constructor(class_)
        if init is None or class_.bases or class_.decorator_list or init.args.defaults or init.args.kwonlyargs:
            continue
        if init.args.vararg or init.args.kwarg:
            continue
        params = {arg.arg: arg for arg in init.args.args[1:]}
        stored: dict[str, str] = {}
        fields: dict[str, ast.stmt] = {}
        later: list[ast.stmt] = []
        containers: list[ast.stmt] = []
        for statement in init.body:
            target, value, type_ = stored_attribute(statement)
            if target and isinstance(value, ast.Name) and value.id in params and value.id not in stored:
                stored[value.id] = target
                noted = params[value.id].annotation or type_ or load("object")
                fields[value.id] = ast.AnnAssign(store(target), noted, None, 1)
            elif target and value is not None and (made := _factory(value)) is not None:
                noted = type_ or copy.deepcopy(made)
                given = ast.Call(
                    ast.Attribute(load("dataclasses"), "field", ast.Load()),
                    [],
                    [ast.keyword("init", ast.Constant(False)), ast.keyword("default_factory", made)],
                )
                containers.append(ast.AnnAssign(store(target), noted, given, 1))
            else:
                later.append(statement)
        if set(stored) != set(params):
            continue
        own = init.args.args[0].arg
        rest = [_through_self(statement, own, stored) for statement in later]
        at = class_.body.index(init)
        post = [ast.FunctionDef("__post_init__", arguments(own), rest, [], lineno=0)] if rest else []
        class_.body[at : at + 1] = [*[fields[name] for name in params], *containers, *post]
        class_.body = class_.body or [ast.Pass()]
        class_.decorator_list.append(ast.Attribute(load("dataclasses"), "dataclass", ast.Load()))
        changed = True
    if changed:
        add_import(tree, "import dataclasses")
    return tree


def _factory(value: ast.expr) -> ast.expr | None:
    if isinstance(value, ast.List) and not value.elts:
        return load("list")
    if isinstance(value, ast.Dict) and not value.keys:
        return load("dict")
    if isinstance(value, ast.Call) and not value.args and not value.keywords:
        return value.func if _is_place(value.func) and "self" not in names_read(value.func) else None
    return None


def _through_self(statement: ast.stmt, own: str, stored: dict[str, str]) -> ast.stmt:
    class Change(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.Attribute(load(own), stored[node.id], node.ctx) if node.id in stored else node

    return Change().visit(statement)  # type: ignore[no-any-return]


def containers_made_otherwise(tree: ast.Module, random: Random) -> ast.Module:
    """``self._rooms = {}`` becomes ``dict()``, ``[]`` becomes ``list()``, and the other way round."""

    class Change(ast.NodeTransformer):
        def visit_Dict(self, node: ast.Dict) -> ast.expr:
            self.generic_visit(node)
            return node if node.keys else call(load("dict"))

        def visit_List(self, node: ast.List) -> ast.expr:
            self.generic_visit(node)
            return node if node.elts or isinstance(node.ctx, ast.Store) else call(load("list"))

        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            if isinstance(node.func, ast.Name) and not node.args and not node.keywords:
                if node.func.id == "dict":
                    return ast.Dict([], [])
                if node.func.id == "list":
                    return ast.List([], ast.Load())
            return node

    return Change().visit(tree)  # type: ignore[no-any-return]


def containers_filled_otherwise(tree: ast.Module, random: Random) -> ast.Module:
    """``self._rooms[key] = value`` becomes ``self._rooms.update({key: value})``; ``append(x)`` becomes ``+= [x]``."""

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Subscript) and is_own(target.value) and not isinstance(target.slice, ast.Slice):
                filled = ast.Dict([target.slice], [statement.value])
                return [ast.Expr(call(ast.Attribute(target.value, "update", ast.Load()), filled))]
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            made = statement.value
            if isinstance(made.func, ast.Attribute) and made.func.attr == "append" and is_own(made.func.value):
                held = copy.deepcopy(made.func.value)
                assert isinstance(held, ast.Attribute)
                held.ctx = ast.Store()
                return [ast.AugAssign(held, ast.Add(), ast.List(made.args, ast.Load()))]
        return None

    replace_statements(tree, change)
    return tree


def through_property(tree: ast.Module, random: Random) -> ast.Module:
    """Teardown and all other code reach attributes through a property."""
    for class_ in classes(tree):
        init = constructor(class_)
        if init is None:
            continue
        taken = {each.name for each in class_.body if isinstance(each, FUNCTION)}
        set_ = {
            node.attr
            for each in init.body
            for node in ast.walk(each)
            if isinstance(node, ast.Attribute) and is_own(node) and isinstance(node.ctx, ast.Store)
        }
        for name in sorted(set_):
            if not name.startswith("_") or f"_the{name}" in taken:
                continue
            for method in methods(class_):
                for node in ast.walk(method):
                    if is_own(node) and node.attr == name and isinstance(node.ctx, ast.Load):
                        node.attr = f"_the{name}"
            given = ast.Return(ast.Attribute(load("self"), name, ast.Load()))
            class_.body.append(ast.FunctionDef(f"_the{name}", arguments("self"), [given], [load("property")], lineno=0))
    return tree


ATTRIBUTES = (
    stored_through_local,
    stored_twice_at_once,
    stored_in_tuples,
    stored_by_walrus,
    stored_under_lock,
    annotated_at_class_level,
    annotated_where_it_is_set,
    defaults_at_class_level,
    dataclasses_instead,
    containers_made_otherwise,
    containers_filled_otherwise,
    through_property,
)
