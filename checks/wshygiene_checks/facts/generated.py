"""Constructors that a decorator writes: that of a data class stores what it is given, and makes what it has to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts.annotations import annotation
from wshygiene_checks.facts.scope import Scope
from wshygiene_checks.facts.written_out import is_place

_DECORATORS = frozenset("dataclasses.dataclass attr.s attr.attrs attr.define attrs.define attrs.frozen".split())
_CALLED = frozenset(f"{name}()" for name in _DECORATORS)
_AFTERWARDS = ("__post_init__", "__attrs_post_init__")
_NO_FIELDS = frozenset({"ClassVar", "KW_ONLY"})
_FIELDS = frozenset("dataclasses.field attr.ib attr.attrib attr.field attrs.field".split())
_FACTORIES = ("default_factory", "factory")


class _Field(NamedTuple):
    """A field: its name, its declaration, and what is called to make it; without that the constructor is given it."""

    name: str
    declared: ast.AnnAssign
    factory: ast.expr | None


def generated_constructor(node: ast.ClassDef, decorators: Iterable[str], scope: Scope) -> ast.FunctionDef | None:
    """The ``__init__`` that a class gets by a decorator, of which these are the paths; None where it gets none."""
    if not any(path in _DECORATORS or path in _CALLED for path in decorators):
        return None
    methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    if "__init__" in methods:
        return None
    fields = list(_fields(node.body, scope))
    given = [field for field in fields if field.factory is None]
    body: list[ast.stmt] = [_stored(field) for field in fields]
    body += [ast.copy_location(ast.Expr(_call(_own(name))), node) for name in _AFTERWARDS if name in methods]
    params = [ast.arg("self"), *[ast.arg(field.name, field.declared.annotation) for field in given]]
    defaults: list[ast.expr] = [ast.Constant(None) for field in given if field.declared.value is not None]
    arguments = ast.arguments([], params, None, [], [], None, defaults)
    made = ast.FunctionDef("__init__", arguments, body or [ast.Pass()], [], None)
    return ast.fix_missing_locations(ast.copy_location(made, node))


def _fields(body: Iterable[ast.stmt], scope: Scope) -> Iterator[_Field]:
    for statement in body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            noted = {_last_name(each) for each in ast.walk(statement.annotation)}
            yield from () if noted & _NO_FIELDS else _field(statement.target.id, statement, scope)


def _field(name: str, declared: ast.AnnAssign, scope: Scope) -> Iterator[_Field]:
    value = declared.value
    if not isinstance(value, ast.Call) or annotation(scope, value.func) not in _FIELDS:
        yield _Field(name, declared, None)
        return
    options = {option.arg: option.value for option in value.keywords}
    factory = next((options[word] for word in _FACTORIES if word in options), None)
    init = options.get("init")
    if factory is not None and is_place(factory):
        yield _Field(name, declared, factory)
    elif factory is None and not (isinstance(init, ast.Constant) and init.value is False):
        yield _Field(name, declared, None)


def _stored(field: _Field) -> ast.stmt:
    declared = field.declared
    target = ast.Attribute(ast.Name("self", ast.Load()), field.name, ast.Store())
    value: ast.expr = ast.Name(field.name, ast.Load())
    if field.factory is not None and declared.value is not None:
        value = ast.copy_location(_call(field.factory), declared.value)  # the place of a finding about it
    return ast.copy_location(ast.AnnAssign(target, declared.annotation, value, 0), declared)


def _own(name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name("self", ast.Load()), name, ast.Load())


def _call(function: ast.expr) -> ast.Call:
    return ast.Call(function, [], [])


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
