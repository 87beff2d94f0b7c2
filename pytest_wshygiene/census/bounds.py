"""Bounds that a program keeps by hand: the code that fills a container takes out what is too much.

A few runs of a test fill no such container, so that each of them grows it, and only the source tells it from one that
grows for ever.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator, Sequence
from types import CodeType

from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import is_first_party

Functions = dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
_REMOVING = ("pop", "popitem", "popleft", "clear", "remove", "discard")


def takes_out_what_is_too_much(adder: Sequence[Site], name: str) -> bool:
    """True where the code of ``adder``, a stack with the nearest first, keeps what it calls ``name`` under a bound.

    That is a removal under a comparison of its length, or a slice that keeps the newest, anywhere in the class or, for
    a function, the module of a first-party function among them: the one that adds, or one that has it add; or a loop
    over it, in that function itself, that takes out what has grown old. What cannot be read has none.
    """
    codes = dict.fromkeys(code for code, _ in adder if is_first_party(code.co_filename))
    return any(_is_bounded_around(code, name) for code in codes)


def _is_bounded_around(code: CodeType, name: str) -> bool:
    try:
        module = ast.parse("".join(linecache.getlines(code.co_filename)))
    except (SyntaxError, ValueError):
        return False
    scope = _scope(module, code.co_firstlineno)
    functions = {
        node.name: node for node in ast.walk(scope) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    own = functions.get(code.co_name)
    return _keeps_bound(scope, functions, name) or (own is not None and _sweeps(list(_reached(own, functions)), name))


def _keeps_bound(scope: ast.AST, functions: Functions, name: str) -> bool:
    """True when code in ``scope`` takes something out of ``name``, or of an attribute of that name, for its length."""
    for node in ast.walk(scope):
        if isinstance(node, (ast.If, ast.While)) and _compares_length(node.test, name):
            if any(_removes(inner, name) for part in node.body for inner in _reached(part, functions)):
                return True
        elif _keeps_newest(node, name):
            return True
    return False


def _sweeps(code: list[ast.AST], name: str) -> bool:
    """True for code that goes through it and takes out some, or keeps some and puts them in its place."""
    chosen = {
        target.id
        for node in code
        if isinstance(node, ast.Assign) and _goes_through(node.value, name)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in code:
        if isinstance(node, ast.Assign) and any(_is_it(target, name) for target in node.targets):
            if _goes_through(node.value, name):
                return True
        elif isinstance(node, ast.For) and any(_removes(inner, name) for part in node.body for inner in ast.walk(part)):
            names = (inner for inner in ast.walk(node.iter) if isinstance(inner, (ast.Name, ast.Attribute)))
            if any(_is_it(each, name) or (isinstance(each, ast.Name) and each.id in chosen) for each in names):
                return True
    return False


def _goes_through(value: ast.AST, name: str) -> bool:
    """True for a comprehension over it that leaves some out."""
    if not isinstance(value, (ast.DictComp, ast.ListComp, ast.SetComp)):
        return False
    is_over_it = any(_is_it(inner, name) for inner in ast.walk(value.generators[0].iter))
    return is_over_it and bool(value.generators[0].ifs)


def _scope(module: ast.Module, line: int) -> ast.AST:
    """The outermost class around a line, or else the module."""
    classes = (node for node in module.body if isinstance(node, ast.ClassDef))
    return next((node for node in classes if node.lineno <= line <= (node.end_lineno or line)), module)


def _is_it(node: ast.AST, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)


def _compares_length(test: ast.AST, name: str) -> bool:
    """``len(it) > limit`` or the like; what is compared with 0 is not bounded, but emptied."""
    for node in ast.walk(test):
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            continue
        more, less = node.left, node.comparators[0]
        if isinstance(node.ops[0], (ast.Lt, ast.LtE)):
            more, less = less, more
        elif not isinstance(node.ops[0], (ast.Gt, ast.GtE)):
            continue
        if _is_length(more, name) and not (isinstance(less, ast.Constant) and not less.value):
            return True
    return False


def _is_length(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "len":
        return False
    return any(_is_it(argument, name) for argument in node.args)


def _reached(body: ast.AST, functions: Functions) -> Iterator[ast.AST]:
    """A piece of code, and the functions of the same scope that it calls."""
    for node in ast.walk(body):
        yield node
        called = node.func if isinstance(node, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if name in functions:
            yield from ast.walk(functions[name])


def _removes(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Call):
        function = node.func
        return isinstance(function, ast.Attribute) and function.attr in _REMOVING and _is_it(function.value, name)
    if isinstance(node, ast.Delete):
        return any(isinstance(target, ast.Subscript) and _is_it(target.value, name) for target in node.targets)
    return isinstance(node, ast.Assign) and any(_is_it(target, name) for target in node.targets)


def _keeps_newest(node: ast.AST, name: str) -> bool:
    """``del it[:-limit]``, or ``it = it[-limit:]`` for the whole of it."""
    if isinstance(node, ast.Delete):
        return any(_is_from_end(each.upper) for target in node.targets for each in _slices(target, name))
    if not isinstance(node, ast.Assign) or not any(_is_from_end(each.lower) for each in _slices(node.value, name)):
        return False
    return any(_is_it(target, name) or any(_slices(target, name)) for target in node.targets)


def _slices(node: ast.AST, name: str) -> Iterator[ast.Slice]:
    """The slice of an expression that is a slice of it."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and _is_it(node.value, name):
        yield node.slice


def _is_from_end(index: ast.AST | None) -> bool:
    return isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub)
