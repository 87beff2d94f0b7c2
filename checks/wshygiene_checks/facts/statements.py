"""Reads the statements of one function: blocks, bindings, exits; nested functions and classes are left for later."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from sys import intern
from typing import Any

from wshygiene_checks.facts.annotations import annotation
from wshygiene_checks.facts.called_once import NOT_SPREAD, called_once
from wshygiene_checks.facts.closures import late_names
from wshygiene_checks.facts.conditions import failing, read_condition
from wshygiene_checks.facts.exit_stacks import unstacked
from wshygiene_checks.facts.expressions import Expressions
from wshygiene_checks.facts.making import make
from wshygiene_checks.facts.named_arguments import arguments_in_place
from wshygiene_checks.facts.record import NOTHING, NOWHERE, Value
from wshygiene_checks.facts.results import attribute_in, takes_item
from wshygiene_checks.facts.scope import Home, Scope, bind_import, imported, names_in
from wshygiene_checks.facts.several import added_one_by_one, filled_one_by_one
from wshygiene_checks.facts.values import DECORATOR, DROP, ITERATE, RETURN, TEST, Seen, stored_in, unpacked
from wshygiene_checks.facts.written_out import bind_pattern, bind_round, rounds_of

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_COUNTER = Value("constant", "loop")
_EXITS: dict[type[ast.stmt], str] = {
    ast.Return: "return",
    ast.Raise: "raise",
    ast.Break: "break",
    ast.Continue: "continue",
}
_SIGNATURE_ONLY = ("typing.overload", "typing_extensions.overload")  # the function itself follows
_UNPACKING = (ast.Tuple, ast.List, ast.Starred)


class Statements(Expressions):
    """Walks over statements in the order of the text.

    ``prefix`` is what a name bound here becomes a path with: ``%`` in a function, ``self.`` in the body of a class,
    ``package.module.`` at the top. What is defined inside waits in `definitions`, because its own names may be bound
    further down.
    """

    def __init__(self, scope: Scope, seen: Seen, prefix: str, home: Home) -> None:
        super().__init__(scope, seen)
        self.prefix = prefix
        self.home = home
        self.outer: set[str] = set()  # names declared `global` or `nonlocal`
        self.definitions: list[tuple[Definition, tuple[Value, ...]]] = []
        self._body: Sequence[ast.stmt] = ()  # of the function
        self._uses: Callable[[str], int] | None = None  # how often a name is read in the function
        self.spread = NOT_SPREAD  # what is read at its calls

    def read_function(self, body: Sequence[ast.stmt], uses: Callable[[str], int]) -> None:
        """Read all statements of a function; ``uses`` says how often a name is read in it."""
        self._body, self._uses = body, uses
        self.read(body)

    def read(self, body: Sequence[ast.stmt]) -> None:
        """Read a list of statements into the current block."""
        if self._uses is not None and len(body) > 1:
            body = arguments_in_place(body, self._uses)
        for statement in body:
            reader = _READERS.get(type(statement))
            if reader is not None:
                reader(self, statement)

    @property
    def found(self) -> tuple[tuple[object, ...], ...]:
        """What was recorded, in the order of the fields of `Function`."""
        calls, stores, awaits = tuple(self.calls), tuple(self.stores), tuple(self.awaits)
        outer = tuple([path for path in map(self._own, sorted(self.outer)) if path[:1] == "%"]) if self.outer else ()
        return tuple(self.blocks), calls, stores, awaits, tuple(self.exits), tuple(self.probes), outer

    def inside(self, kind: str, node: ast.AST, body: Sequence[ast.stmt], **more: Any) -> int:
        """Read statements into a block of their own; the index of that block."""
        before = self.open_block(kind, node, **more)
        index = self.block
        self.read(body)
        self.block = before
        return index

    # Bindings

    def _assign(self, node: ast.Assign) -> None:
        target, value = node.targets[0], node.value
        if len(node.targets) > 1:
            self._assign_all(node.targets, value, node)
        elif type(target) is ast.Name:
            path = self._own(target.id)
            self._store(target, path, None, self.value(value, ("store", (path,), -1, False)), node)
        elif type(target) is ast.Tuple and type(value) is ast.Tuple and len(target.elts) == len(value.elts):
            self._assign_pairs(target.elts, value.elts, node)
        else:
            path, key = self._target(target)
            self._store(target, path, key, self.value(value, stored_in(path)), node)

    def _assign_all(self, targets: Sequence[ast.expr], value: ast.expr, node: ast.stmt) -> None:
        """``a = b = value``."""
        places = [self._target(target) for target in targets]
        read = self.value(value, ("store", tuple([path for path, _ in places if path]), -1, False))
        for target, (path, key) in zip(targets, places, strict=True):
            self._store(target, path, key, read, node)

    def _assign_pairs(self, targets: Sequence[ast.expr], values: Sequence[ast.expr], node: ast.stmt) -> None:
        """``a, b = b, a``: all values are read before the first name changes its meaning."""
        places = [self._target(target) for target in targets]
        read = [self.value(value, stored_in(path)) for value, (path, _) in zip(values, places, strict=True)]
        for target, (path, key), value in zip(targets, places, read, strict=True):
            self._store(target, path, key, value, node)

    def _target(self, target: ast.expr) -> tuple[str, Value | None]:
        """The path that an assignment target names, and the key if it is an item."""
        if isinstance(target, ast.Name):
            return self._own(target.id), None
        if isinstance(target, ast.Attribute):
            base = self.value(target.value)
            return (intern(f"{base.path}.{target.attr}") if base.path else NOWHERE), None
        if isinstance(target, ast.Subscript):
            base, key = self.value(target.value), self.key(target.slice)
            if attribute := attribute_in(base, key):
                return attribute, None
            return (intern(base.path + "[]") if base.path else NOWHERE), key
        return NOWHERE, None

    def _own(self, name: str) -> str:
        return self.scope.get(name, name) if name in self.outer else intern(self.prefix + name)

    def _store(self, target: ast.expr, path: str, key: Value | None, value: Value, node: ast.stmt) -> None:
        if isinstance(target, _UNPACKING):
            self._unpack(target, value, node)
            return
        if path:
            self.record(path, value, "set", key, NOWHERE, node)
        if self.prefix == "%" and type(target) is ast.Name and target.id not in self.outer:
            self.alias(target.id, value)

    def _unpack(self, target: ast.Tuple | ast.List | ast.Starred, value: Value, node: ast.stmt) -> None:
        """``a, b = value``: each name is a part of the value."""
        popped = value.kind == "element" and isinstance(node, ast.Assign) and takes_item(node.value)
        for position, part in enumerate([target.value] if isinstance(target, ast.Starred) else target.elts):
            path, key = self._target(part)
            self._store(part, path, key, unpacked(value, position, popped), node)

    def _annotated(self, node: ast.AnnAssign) -> None:
        path, key = self._target(node.target)
        value = self.value(node.value, ("store", (path,), -1, False)) if node.value else NOTHING
        if path:
            kind = "set" if node.value else "declare"
            self.record(path, value, kind, key, annotation(self.scope, node.annotation), node)
        if isinstance(node.target, ast.Name) and node.value and self.prefix == "%":
            self.alias(node.target.id, value)

    def _augmented(self, node: ast.AugAssign) -> None:
        if same := added_one_by_one(node):
            self.read(same)
            return
        path, key = self._target(node.target)
        value = self.value(node.value, ("store", (path,), -1, False))
        if path:
            kind = "reduce" if isinstance(node.op, ast.Sub | ast.BitAnd) else "augment"
            self.record(path, value, kind, key, NOWHERE, node)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            path, key = self._target(target)
            if path:
                self.record(path, NOTHING, "delete", key, NOWHERE, target)

    # Control flow

    def _if(self, node: ast.If | ast.While) -> None:
        holding = read_condition(self, node.test)
        group = self.block_group()
        kind = "if" if isinstance(node, ast.If) else "while"
        self.inside(kind, node, node.body, group=group, atoms=holding)
        if node.orelse:
            self.inside("else", node, node.orelse, group=group, atoms=failing(holding) if kind == "if" else ())

    def block_group(self) -> int:
        """A number that the parts of the statement about to be read share: the index of its first block."""
        return len(self.blocks)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        iterated = self.value(node.iter, ITERATE)
        rounds = rounds_of(node.target, node.iter, node.body)
        self.bind(node.target, iterated)
        if not rounds:  # else the names stand for the elements themselves
            self._bind_loop_names(node.target, iterated, node)
        group = self.block_group()
        kind = "for" if isinstance(node, ast.For) else "async for"
        names = tuple([self.scope[name] for name in names_in(node.target)])
        before, around = self.open_block(kind, node, group=group, values=(iterated,), names=names), self.loop_names
        self.loop_names = around.union(names_in(node.target))
        for this in rounds:
            bind_round(self, node.target, this)
            self.read(node.body)
        if not rounds:
            self.read(node.body)
        self.block, self.loop_names = before, around
        if node.orelse:
            self.inside("else", node, node.orelse, group=group)

    def _bind_loop_names(self, target: ast.expr, iterated: Value, node: ast.stmt) -> None:
        literal = (iterated.kind == "display" and not iterated.names) or iterated.path == "range()"
        source = _COUNTER if literal else iterated
        if iterated.kind not in ("display", "constant"):
            source = make(("element", *source[1:]))
        for name in names_in(target):
            self.record(self._own(name), source, "set", None, NOWHERE, node.iter if hasattr(node, "iter") else node)

    def _try(self, node: ast.Try) -> None:
        group = self.block_group()
        self.inside("try", node, node.body, group=group)
        wanted = dict([pair for each in node.body for pair in imported(each, self.home)])
        for handler in node.handlers:
            names = self._exceptions(handler.type)
            if handler.name:
                self.scope[handler.name] = "%" + handler.name
            self.inside("except", handler, handler.body, group=group, names=names)
        self.scope.update(wanted)  # what is imported instead, where that fails, stands for the same
        if node.orelse:
            self.inside("try else", node, node.orelse, group=group)
        if node.finalbody:
            self.inside("finally", node, node.finalbody, group=group)

    def _exceptions(self, node: ast.expr | None) -> tuple[str, ...]:
        if node is None:
            return ("BaseException",)
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return tuple([self.value(part).path or "?" for part in parts])

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        if plain := unstacked(node):
            self.read(plain)
            return
        values, names = [], []
        for item in node.items:
            bound = item.optional_vars
            path, key = self._target(bound) if bound else (NOWHERE, None)
            value = self.value(item.context_expr, ("with", (path,) if path else (), -1, False))
            values.append(value)
            if bound:
                names.append(path)
                self._store(bound, path, key, value, node)
        kind = "with" if isinstance(node, ast.With) else "async with"
        self.inside(kind, node, node.body, values=tuple(values), names=tuple(names))

    def _match(self, node: ast.Match) -> None:
        subject = self.value(node.subject)
        group = self.block_group()
        for case in node.cases:
            bind_pattern(self, case.pattern, subject)
            if case.guard:
                self.value(case.guard, TEST)
            self.inside("case", case.pattern, case.body, group=group)

    # The rest

    def _expression(self, node: ast.Expr) -> None:
        if type(node.value) is ast.Constant:
            return
        if self.spread.calls and id(node) in self.spread.calls:
            self.read(self.spread.calls[id(node)])
            return
        if type(node.value) is ast.Call and (same := filled_one_by_one(node.value)):
            self.read(same)
        else:
            self.value(node.value, DROP)

    def _leave(self, node: ast.Return | ast.Raise | ast.Break | ast.Continue) -> None:
        value = NOTHING
        if type(node) is ast.Return:
            value = self.value(node.value, RETURN) if node.value else NOTHING
        elif type(node) is ast.Raise and node.exc:
            value = self.value(node.exc)
        self.leave(_EXITS[type(node)], value, node.lineno)

    def _assert(self, node: ast.Assert) -> None:
        self.value(node.test, TEST)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        bind_import(self.scope, node, self.home)

    def _outer(self, node: ast.Global | ast.Nonlocal) -> None:
        self.outer.update(node.names)

    def _define(self, node: Definition) -> None:
        if self._body and not isinstance(node, ast.ClassDef):
            self.spread, self._body = self.spread | called_once(self._body), ()
        if id(node) in self.spread.definitions:
            return
        decorators = tuple([self.value(decorator, DECORATOR) for decorator in node.decorator_list])
        if decorators and decorators[-1].path in _SIGNATURE_ONLY:
            return
        self.definitions.append((node, decorators))
        if self.prefix == "%":
            self.scope[node.name] = "%" + node.name
            if not isinstance(node, ast.ClassDef):
                self.sorts[node.name] = "function"
                if self.loop_names and (late := late_names(node, self.loop_names)):
                    self.inside("def", node, (), values=(self.value(ast.Name(node.name)),), names=late)


_READERS: dict[type[ast.stmt], Callable[[Statements, Any], None]] = {
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Delete: Statements._delete,
    ast.If: Statements._if,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.While: Statements._if,
    ast.Try: Statements._try,
    ast.TryStar: Statements._try,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.Match: Statements._match,
    ast.Expr: Statements._expression,
    ast.Return: Statements._leave,
    ast.Raise: Statements._leave,
    ast.Break: Statements._leave,
    ast.Continue: Statements._leave,
    ast.Assert: Statements._assert,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._import,
    ast.Global: Statements._outer,
    ast.Nonlocal: Statements._outer,
    ast.FunctionDef: Statements._define,
    ast.AsyncFunctionDef: Statements._define,
    ast.ClassDef: Statements._define,
}
