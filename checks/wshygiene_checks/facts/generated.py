"""Constructors that nobody wrote: that of a data class or model stores what it is given, and makes what it has to."""

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
_OF_MODELS = frozenset({"pydantic.Field", "pydantic.PrivateAttr"})  # in a class that inherits its constructor
_FACTORIES = ("default_factory", "factory")
_CONTAINERS = frozenset("list dict set collections.deque collections.defaultdict collections.OrderedDict".split())


class _Field(NamedTuple):
    """A field: its name, its declaration, and the call that makes it; without that the constructor is given it."""

    name: str
    declared: ast.AnnAssign
    making: ast.Call | None


def generated_constructor(node: ast.ClassDef, decorators: Iterable[str], scope: Scope) -> ast.FunctionDef | None:
    """The ``__init__`` that a class gets by a decorator, of which these are the paths, or as a model; None without."""
    methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    name, fields = "__init__", list(_fields(node.body, scope))
    if not any(path in _DECORATORS or path in _CALLED for path in decorators):
        fields = [field for field in fields if _is_of_model(field, scope)]
        if not fields:
            return None
        name = "__new__" if name in methods else name  # one that is written calls that of all models
    elif name in methods:
        return None
    given = [field for field in fields if field.making is None]
    body: list[ast.stmt] = [_stored(field) for field in fields]
    body += [ast.copy_location(ast.Expr(_call(_own(name))), node) for name in _AFTERWARDS if name in methods]
    params = [ast.arg("self"), *[ast.arg(field.name, field.declared.annotation) for field in given]]
    defaults: list[ast.expr] = [ast.Constant(None) for field in given if field.declared.value is not None]
    arguments = ast.arguments([], params, None, [], [], None, defaults)
    made = ast.FunctionDef(name, arguments, body or [ast.Pass()], [], None)
    return ast.fix_missing_locations(ast.copy_location(made, node))


def _fields(body: Iterable[ast.stmt], scope: Scope) -> Iterator[_Field]:
    for statement in body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            noted = {_last_name(each) for each in ast.walk(statement.annotation)}
            yield from () if noted & _NO_FIELDS else _field(statement.target.id, statement, scope)


def _field(name: str, declared: ast.AnnAssign, scope: Scope) -> Iterator[_Field]:
    value = declared.value
    if not isinstance(value, ast.Call) or annotation(scope, value.func) not in _FIELDS | _OF_MODELS:
        yield _Field(name, declared, None)
        return
    options = {option.arg: option.value for option in value.keywords}
    factory = next((options[word] for word in _FACTORIES if word in options), None)
    init, making = options.get("init"), _making(factory)
    if making is not None:
        yield _Field(name, declared, making)
    elif factory is None and not (isinstance(init, ast.Constant) and init.value is False):
        yield _Field(name, declared, None)


def _making(factory: ast.expr | None) -> ast.Call | None:
    """The call that a factory comes to: of a class or function by its name, or what a ``lambda`` calls."""
    if isinstance(factory, ast.Lambda):
        return factory.body if isinstance(factory.body, ast.Call) and not factory.args.args else None
    return _call(factory) if factory is not None and is_place(factory) else None


def _is_of_model(field: _Field, scope: Scope) -> bool:
    """Whether a model makes it that is no plain container: of one of those the declaration says enough."""
    value, making = field.declared.value, field.making
    known = isinstance(value, ast.Call) and annotation(scope, value.func) in _OF_MODELS
    return known and making is not None and annotation(scope, making.func) not in _CONTAINERS


def _stored(field: _Field) -> ast.stmt:
    declared = field.declared
    target = ast.Attribute(ast.Name("self", ast.Load()), field.name, ast.Store())
    value: ast.expr = ast.Name(field.name, ast.Load())
    if field.making is not None and declared.value is not None:
        made = ast.Call(field.making.func, field.making.args, field.making.keywords)
        value = ast.copy_location(made, declared.value)  # the place of a finding about it
    return ast.copy_location(ast.AnnAssign(target, declared.annotation, value, 0), declared)


def _own(name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name("self", ast.Load()), name, ast.Load())


def _call(function: ast.expr) -> ast.Call:
    return ast.Call(function, [], [])


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
