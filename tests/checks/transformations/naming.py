"""Other names for the same things, in another order."""

from __future__ import annotations

import ast
from random import Random

from .syntax import (
    FUNCTION,
    SCOPE,
    add_import,
    classes,
    functions,
    load,
    methods,
)


def rename_locals(tree: ast.Module, random: Random) -> ast.Module:
    """Give every local variable of every function another name; parameters keep theirs, frameworks know them."""
    for function in functions(tree):
        inside = [node for node in ast.walk(function) if node is not function]
        if any(isinstance(node, (*FUNCTION, ast.Lambda, ast.ClassDef)) for node in inside):
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


def renamed_self(tree: ast.Module, random: Random) -> ast.Module:
    """Methods get ``this`` instead of ``self``."""
    for class_ in classes(tree):
        for method in methods(class_):
            for node in ast.walk(method):
                if isinstance(node, ast.Name) and node.id == "self":
                    node.id = "this"
                elif isinstance(node, ast.arg) and node.arg == "self":
                    node.arg = "this"
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


def modules_under_other_names(tree: ast.Module, random: Random) -> ast.Module:
    """``import asyncio as asyncio_``, and ``from asyncio import create_task as create_task_``."""
    renamed: dict[str, str] = {}
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)) and getattr(node, "module", "") != "__future__":
            for alias in node.names:
                if not alias.asname and "." not in alias.name and alias.name != "*" and alias.name not in bound:
                    alias.asname = renamed[alias.name] = f"{alias.name}_"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in renamed:
            node.id = renamed[node.id]
    return tree


def names_from_modules(tree: ast.Module, random: Random) -> ast.Module:
    """``asyncio.create_task`` becomes ``create_task``, imported from there."""
    plain = [node for node in tree.body if isinstance(node, ast.Import)]
    modules = {alias.name for node in plain for alias in node.names if not alias.asname and "." not in alias.name}
    wanted: dict[str, set[str]] = {}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    stored |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    stored |= {node.name for node in ast.walk(tree) if isinstance(node, SCOPE) and not isinstance(node, ast.Lambda)}

    class Short(ast.NodeTransformer):
        def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
            self.generic_visit(node)
            taken = stored | modules
            if isinstance(node.value, ast.Name) and node.value.id in modules - stored and node.attr not in taken:
                wanted.setdefault(node.value.id, set()).add(node.attr)
                return load(node.attr)
            return node

    Short().visit(tree)
    for module in sorted(wanted):
        add_import(tree, f"from {module} import {', '.join(sorted(wanted[module]))}")
    return tree


NAMING = (
    rename_locals,
    rename_attributes,
    renamed_self,
    reorder_methods,
    modules_under_other_names,
    names_from_modules,
)
