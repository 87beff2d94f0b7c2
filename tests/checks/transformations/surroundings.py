"""What stands around the code that matters: log messages, annotations, imports elsewhere, blocks of other libraries."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from random import Random

from .syntax import (
    FUNCTION,
    Function,
    add_import,
    behind_imports,
    classes,
    constructor,
    functions,
    load,
    methods,
    replace_statements,
    store,
    stored_attribute,
)

_SHOWN = ('print("now", self.{})', 'logging.debug(f"now {{self.{}!r}}")', "print(len(str(self.{})))")


def attributes_shown(tree: ast.Module, random: Random) -> ast.Module:
    """Log or print each attribute when it is set."""
    count = iter(range(1000))

    def change(statement: ast.stmt, function: Function) -> list[ast.stmt] | None:
        name, value, _ = stored_attribute(statement)
        if not name or value is None:
            return None
        return [statement, *ast.parse(_SHOWN[next(count) % len(_SHOWN)].format(name)).body]

    if replace_statements(tree, change):
        add_import(tree, "import logging")
    return tree


def overloads(tree: ast.Module, random: Random) -> ast.Module:
    """Put an ``@overload`` in front of each method."""
    for class_ in classes(tree):
        for method in list(methods(class_)):
            if not method.decorator_list and not method.name.startswith("__"):
                stub = copy.deepcopy(method)
                stub.body, stub.decorator_list = [ast.Expr(ast.Constant(...))], [load("overload")]
                class_.body.insert(class_.body.index(method), stub)
    add_import(tree, "from typing import overload")
    return tree


def annotated_as_anything(tree: ast.Module, random: Random) -> ast.Module:
    """Annotate every bare parameter with ``Any``."""
    for function in functions(tree):
        for argument in (*function.args.args, *function.args.kwonlyargs):
            if argument.arg != "self" and argument.annotation is None:
                argument.annotation = load("Any")
    add_import(tree, "from typing import Any")
    return tree


def annotated_otherwise(tree: ast.Module, random: Random) -> ast.Module:
    """``Bus`` becomes ``Optional["Bus"]``, ``"Bus | None"`` or ``Union[Bus, None]`` where a parameter is annotated."""
    count = iter(range(1000))
    ways = ('Optional["{}"]', "{!r}", "Union[{}, None]", "'Optional[{}]'")
    for function in functions(tree):
        for argument in function.args.args:
            if isinstance(argument.annotation, ast.Name | ast.Attribute):
                written = ast.unparse(argument.annotation)
                argument.annotation = ast.parse(ways[next(count) % len(ways)].format(written), mode="eval").body
    add_import(tree, "from typing import Optional, Union")
    return tree


def slotted_and_generic(tree: ast.Module, random: Random) -> ast.Module:
    """Give classes without a base the base ``Generic[T]``, and ``__slots__`` for what the constructor sets."""
    for class_ in classes(tree):
        made = constructor(class_)
        if class_.bases or class_.keywords or class_.decorator_list:
            continue
        class_.bases = [ast.Subscript(load("Generic"), load("T"), ast.Load())]
        if made is not None:
            names = [ast.Constant(name) for each in made.body if (name := stored_attribute(each)[0])]
            class_.body.append(ast.Assign([store("__slots__")], ast.Tuple(list(names), ast.Load()), lineno=0))
    at = behind_imports(tree)
    tree.body[at:at] = ast.parse("from typing import Generic, TypeVar\nT = TypeVar('T')").body
    return tree


def defined_on_some_platforms(tree: ast.Module, random: Random) -> ast.Module:
    """``if sys.platform != "win32":`` around all definitions, and a fallback for each import."""
    at = behind_imports(tree)
    if tree.body[at:]:
        test = ast.parse('sys.platform != "win32"', mode="eval").body
        tree.body[at:] = [ast.If(test, tree.body[at:], [])]
    for place, statement in enumerate(tree.body):
        if isinstance(statement, ast.Import) and len(statement.names) == 1:
            name = statement.names[0].asname or statement.names[0].name
            if "." not in name:
                missing = ast.ExceptHandler(load("ImportError"), None, ast.parse(f"{name} = None").body)
                tree.body[place] = ast.Try([statement], [missing], [], [])
    add_import(tree, "import sys")
    return tree


def imported_inside(tree: ast.Module, random: Random) -> ast.Module:
    """Move each ``import`` into the functions that use it, where nothing else does."""
    imports = {
        statement.names[0].asname or statement.names[0].name: statement
        for statement in tree.body
        if isinstance(statement, ast.Import) and len(statement.names) == 1 and "." not in statement.names[0].name
    }
    outermost = list(_outermost(tree))
    inside = {id(node) for function in outermost for part in function.body for node in ast.walk(part)}
    outside = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in inside}
    for name, statement in imports.items():
        if name in outside:
            continue
        tree.body.remove(statement)
        for function in outermost:
            if any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(function)):
                function.body.insert(0, copy.deepcopy(statement))
    return tree


def _outermost(tree: ast.Module) -> Iterator[Function]:
    for statement in tree.body:
        for each in statement.body if isinstance(statement, ast.ClassDef) else [statement]:
            if isinstance(each, FUNCTION):
                yield each


def in_spans(tree: ast.Module, random: Random) -> ast.Module:
    """``with TRACER.start_as_current_span("step"):`` around the body of each method."""
    for class_ in classes(tree):
        for method in methods(class_):
            gives = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(method))
            if not gives and method.name != "__init__":
                span = ast.parse('TRACER.start_as_current_span("step")', mode="eval").body
                method.body = [ast.With([ast.withitem(span)], method.body, lineno=0)]
    at = behind_imports(tree)
    tree.body[at:at] = ast.parse("from opentelemetry import trace\nTRACER = trace.get_tracer(__name__)").body
    return tree


SURROUNDINGS = (
    attributes_shown,
    overloads,
    annotated_as_anything,
    annotated_otherwise,
    slotted_and_generic,
    defined_on_some_platforms,
    imported_inside,
    in_spans,
)
