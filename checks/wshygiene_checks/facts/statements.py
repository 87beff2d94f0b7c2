"""Reads the statements of one function: blocks, bindings, exits; nested functions and classes are left for later."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from sys import intern
from typing import Any

from wshygiene_checks.facts.conditions import atoms
from wshygiene_checks.facts.expressions import DROP, ITERATE, TEST, Expressions, Use
from wshygiene_checks.facts.record import NOTHING, NOWHERE, Exit, Store, Value
from wshygiene_checks.facts.scope import Scope, bind_import, names_in

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Statements(Expressions):
    """Walks over statements in the order of the text.

    ``prefix`` is what a name bound here becomes a path with: ``%`` in a function, ``self.`` in the body of a class,
    ``package.module.`` at the top. What is defined inside waits in `definitions`, because its own names may be bound
    further down.
    """

    def __init__(self, scope: Scope, loaded: set[str], prefix: str, module: str, is_package: bool) -> None:
        super().__init__(scope, loaded)
        self.prefix = prefix
        self.module = module
        self.is_package = is_package
        self.outer: set[str] = set()  # names declared `global` or `nonlocal`
        self.definitions: list[tuple[Definition, tuple[Value, ...]]] = []

    def read(self, body: Sequence[ast.stmt]) -> None:
        """Read a list of statements into the current block."""
        for statement in body:
            reader = _READERS.get(type(statement))
            if reader is not None:
                reader(self, statement)

    def inside(self, kind: str, node: ast.AST, body: Sequence[ast.stmt], **more: Any) -> int:
        """Read statements into a block of their own; the index of that block."""
        before = self.open_block(kind, node, **more)
        index = self.block
        self.read(body)
        self.block = before
        return index

    # Bindings

    def _assign(self, node: ast.Assign) -> None:
        pairs = _pairs(node)
        if pairs:
            self._assign_pairs(*pairs, node)
            return
        targets = [self._target(target) for target in node.targets]
        paths = tuple([path for path, _ in targets if path])
        value = self.value(node.value, Use("store", paths))
        for target, (path, key) in zip(node.targets, targets, strict=True):
            self._store(target, path, key, value, node)

    def _assign_pairs(self, targets: Sequence[ast.expr], values: Sequence[ast.expr], node: ast.stmt) -> None:
        """``a, b = b, a``: all values are read before the first name changes its meaning."""
        places = [self._target(target) for target in targets]
        read = [
            self.value(value, Use("store", (path,) if path else ()))
            for value, (path, _) in zip(values, places, strict=True)
        ]
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
            base, key = self.value(target.value), self.value(target.slice)
            return (intern(base.path + "[]") if base.path else NOWHERE), key
        return NOWHERE, None

    def _own(self, name: str) -> str:
        return self.scope.get(name, name) if name in self.outer else intern(self.prefix + name)

    def _store(self, target: ast.expr, path: str, key: Value | None, value: Value, node: ast.stmt) -> None:
        if isinstance(target, ast.Tuple | ast.List | ast.Starred):
            self._unpack(target, value, node)
            return
        if path:
            self._record(path, value, "set", key, NOWHERE, node)
        if isinstance(target, ast.Name) and target.id not in self.outer and self.prefix == "%":
            self.alias(target.id, value)

    def _unpack(self, target: ast.expr, value: Value, node: ast.stmt) -> None:
        """``a, b = value``: each name is an element of the value, if the value has a name."""
        for part in getattr(target, "elts", None) or [getattr(target, "value", target)]:
            path, key = self._target(part)
            whole = value.kind in ("path", "element", "call")  # what a call returns is a tuple: its parts differ
            element = Value("element", value.path + "[]" if value.path else NOWHERE, value.call, value.names)
            self._store(part, path, key, element if not whole else element._replace(kind="other"), node)

    def _record(
        self, path: str, value: Value, kind: str, key: Value | None, annotation: str, node: ast.stmt | ast.expr
    ) -> None:
        place = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
        self.stores.append(Store(path, value, kind, key, annotation, self.block, self.next_order(), *place))

    def _annotated(self, node: ast.AnnAssign) -> None:
        path, key = self._target(node.target)
        value = self.value(node.value, Use("store", (path,))) if node.value else NOTHING
        annotation = self.annotation(node.annotation)
        if path:
            self._record(path, value, "set" if node.value else "declare", key, annotation, node)
        if isinstance(node.target, ast.Name) and node.value and self.prefix == "%":
            self.alias(node.target.id, value)

    def _augmented(self, node: ast.AugAssign) -> None:
        path, key = self._target(node.target)
        value = self.value(node.value, Use("store", (path,)))
        if path:
            self._record(path, value, "augment", key, NOWHERE, node)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            path, key = self._target(target)
            if path:
                self._record(path, NOTHING, "delete", key, NOWHERE, target)

    def annotation(self, node: ast.expr | None) -> str:
        """The path of an annotated type, without ``Optional`` and ``| None``."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            first, dot, rest = node.value.partition("[")[0].partition(" | ")[0].strip().partition(".")
            return f"{self.scope.get(first, first)}{'.' if dot and rest else ''}{rest}"
        if isinstance(node, ast.Name):
            return self.scope.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            base = self.annotation(node.value)
            return f"{base}.{node.attr}" if base else NOWHERE
        if isinstance(node, ast.BinOp):
            left = self.annotation(node.left)
            return left if left else self.annotation(node.right)
        if isinstance(node, ast.Subscript):
            base = self.annotation(node.value)
            unwraps = base in ("typing.Optional", "typing.Annotated", "typing.ClassVar", "typing.Final")
            inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
            return self.annotation(inner) if unwraps else base
        return NOWHERE

    # Control flow

    def _if(self, node: ast.If) -> None:
        self.value(node.test, TEST)
        group = self.block_group()
        self.inside("if", node, node.body, group=group, atoms=atoms(self, node.test, True))
        if node.orelse:
            self.inside("else", node, node.orelse, group=group, atoms=atoms(self, node.test, False))

    def block_group(self) -> int:
        """A number that the parts of the statement about to be read share: the index of its first block."""
        return len(self.blocks)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        iterated = self.value(node.iter, ITERATE)
        self.bind(node.target, iterated)
        self._bind_loop_names(node.target, iterated, node)
        group = self.block_group()
        kind = "for" if isinstance(node, ast.For) else "async for"
        names = tuple([self.scope[name] for name in names_in(node.target)])
        self.inside(kind, node, node.body, group=group, values=(iterated,), names=names)
        if node.orelse:
            self.inside("else", node, node.orelse, group=group)

    def _bind_loop_names(self, target: ast.expr, iterated: Value, node: ast.stmt) -> None:
        literal = (iterated.kind == "display" and not iterated.names) or iterated.path == "range()"
        source = Value("constant", "loop") if literal else iterated
        if iterated.kind not in ("display", "constant"):
            source = source._replace(kind="element")
        for name in names_in(target):
            self._record(self._own(name), source, "set", None, NOWHERE, node.iter if hasattr(node, "iter") else node)

    def _while(self, node: ast.While) -> None:
        self.value(node.test, TEST)
        group = self.block_group()
        self.inside("while", node, node.body, group=group, atoms=atoms(self, node.test, True))
        if node.orelse:
            self.inside("else", node, node.orelse, group=group)

    def _try(self, node: ast.Try) -> None:
        group = self.block_group()
        self.inside("try", node, node.body, group=group)
        for handler in node.handlers:
            names = self._exceptions(handler.type)
            if handler.name:
                self.scope[handler.name] = "%" + handler.name
            self.inside("except", handler, handler.body, group=group, names=names)
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
        values, names = [], []
        for item in node.items:
            bound = item.optional_vars
            path, key = self._target(bound) if bound else (NOWHERE, None)
            value = self.value(item.context_expr, Use("with", (path,) if path else ()))
            values.append(value)
            if bound:
                names.append(path)
                self._store(bound, path, key, value, node)
        kind = "with" if isinstance(node, ast.With) else "async with"
        self.inside(kind, node, node.body, values=tuple(values), names=tuple(names))

    def _match(self, node: ast.Match) -> None:
        self.value(node.subject)
        group = self.block_group()
        for case in node.cases:
            for part in ast.walk(case.pattern):
                name = getattr(part, "name", None) or getattr(part, "rest", None)
                if isinstance(name, str):
                    self.scope[name] = "%" + name
            if case.guard:
                self.value(case.guard, TEST)
            self.inside("case", case.pattern, case.body, group=group)

    # The rest

    def _expression(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.value(node.value, DROP)

    def _leave(self, node: ast.Return | ast.Raise | ast.Break | ast.Continue) -> None:
        value = NOTHING
        if isinstance(node, ast.Return) and node.value:
            value = self.value(node.value, Use("return"))
        elif isinstance(node, ast.Raise) and node.exc:
            value = self.value(node.exc)
        self.exits.append(Exit(type(node).__name__.lower(), value, self.block, self.next_order(), node.lineno))

    def _assert(self, node: ast.Assert) -> None:
        self.value(node.test, TEST)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        bind_import(self.scope, node, self.module, self.is_package)

    def _outer(self, node: ast.Global | ast.Nonlocal) -> None:
        self.outer.update(node.names)

    def _define(self, node: Definition) -> None:
        decorators = tuple([self.value(decorator, Use("decorator")) for decorator in node.decorator_list])
        self.definitions.append((node, decorators))
        if self.prefix == "%":
            self.scope[node.name] = "%" + node.name
            if not isinstance(node, ast.ClassDef):
                self.local_functions.add(node.name)


def _pairs(node: ast.Assign) -> tuple[list[ast.expr], list[ast.expr]] | None:
    """The two sides of ``a, b = c, d``."""
    target, value = node.targets[0], node.value
    if len(node.targets) == 1 and isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return (target.elts, value.elts) if len(target.elts) == len(value.elts) else None
    return None


_READERS: dict[type[ast.stmt], Callable[[Statements, Any], None]] = {
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Delete: Statements._delete,
    ast.If: Statements._if,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.While: Statements._while,
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
