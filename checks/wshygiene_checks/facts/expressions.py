"""Describes expressions, and records every call in them together with what becomes of its result."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from sys import intern
from typing import Any, NamedTuple

from wshygiene_checks.facts.record import NOTHING, NOWHERE, Await, Block, Call, Exit, Store, Value
from wshygiene_checks.facts.scope import Scope, names_in

MOST_NAMES = 12  # more paths than this say nothing more about where a value comes from


class Use(NamedTuple):
    """What becomes of a value; see `Call`."""

    how: str
    targets: tuple[str, ...] = ()
    consumer: int = -1
    nested: bool = False


DROP, OTHER, TEST, ITERATE = Use("drop"), Use("other"), Use("test"), Use("iterate")

# Calls that neither keep nor release anything they are given, and so common that recording them would cost a third.
_BORING = frozenset(
    "abs all any bool bytes callable chr divmod float format hasattr hash hex id int isinstance issubclass len max min "
    "ord print range repr round str sum super type zip isclass ValueError TypeError RuntimeError KeyError".split()
)
_BORING_METHODS = frozenset(
    "debug info warning warn error exception critical format strip rstrip lstrip split rsplit partition rpartition "
    "startswith endswith encode decode lower upper title replace isdigit splitlines".split()
)
_COPIES = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "collections.deque"})
_ELEMENT_METHODS = frozenset({"pop", "popleft", "popitem", "get", "setdefault"})
_VIEWS = frozenset({"values", "items", "keys"})
_WEAK = frozenset({"weakref.ref", "weakref.proxy", "weakref.WeakMethod"})
_PARTIALS = frozenset({"functools.partial", "functools.partialmethod"})
_CASTS = frozenset({"typing.cast", "cast", "typing_extensions.cast"})


class Expressions:
    """Reads the expressions of one function; `scope` says what its names stand for at this point of the text."""

    def __init__(self, scope: Scope, loaded: set[str]) -> None:
        self.scope = scope
        self.loaded = loaded
        self.copies: set[str] = set()  # local names that hold a copy of the container they are an alias of
        self.local_functions: set[str] = set()
        self.calls: list[Call] = []
        self.awaits: list[Await] = []
        self.exits: list[Exit] = []
        self.stores: list[Store] = []
        self.blocks: list[Block] = []
        self.block = 0
        self.order = 0
        self._awaited = False

    def value(self, node: ast.expr, use: Use = OTHER) -> Value:
        """Describe an expression; calls inside it are recorded on the way."""
        return _READERS.get(type(node), Expressions._any)(self, node, use)

    def next_order(self) -> int:
        self.order += 1
        return self.order

    def open_block(self, kind: str, node: ast.AST, *, group: int = -1, **more: Any) -> int:
        """Begin a block inside the current one, and say by which index to return to the current one."""
        before = self.block
        index = len(self.blocks)
        line, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        self.blocks.append(Block(kind, before, index if group < 0 else group, line, end, **more))
        self.block = index
        return before

    def bind(self, target: ast.expr, value: Value) -> None:
        """Let the plain names of a target stand for elements of what is iterated over, or for locals."""
        if isinstance(target, ast.Name):
            self._bind_name(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List) and target.elts:
            for position, part in enumerate(target.elts):
                self.bind(part.value if isinstance(part, ast.Starred) else part, _part(value, position))

    def _bind_name(self, name: str, iterated: Value) -> None:
        path = iterated.path
        self.copies.discard(name)
        if path and iterated.kind in ("path", "element", "copy", "values", "enumerate"):
            self.scope[name] = intern(path + "[]")
        elif path and iterated.kind in ("keys", "items"):
            self.scope[name] = intern(path + "{}")
        else:
            self.scope[name] = intern("%" + name)

    # One method for each kind of expression; `_READERS` below says which.

    def _name(self, node: ast.Name, use: Use) -> Value:
        name = node.id
        path = self.scope.get(name, name)
        if name in self.local_functions:
            return Value("function", path, -1, (path,))
        kind = "copy" if name in self.copies else "element" if path.endswith("[]") else "path"
        return Value(kind, path, -1, (path,))

    def _attribute(self, node: ast.Attribute, use: Use) -> Value:
        self.loaded.add(node.attr)
        base = self.value(node.value)
        if not base.path or base.kind in ("constant", "display"):
            return Value("other", NOWHERE, -1, base.names)
        path = intern(f"{base.path}.{node.attr}")
        return Value("path", path, -1, (path,) if base.kind == "path" else (path, *base.names)[:MOST_NAMES])

    def _subscript(self, node: ast.Subscript, use: Use) -> Value:
        base = self.value(node.value)
        key = self.value(node.slice)
        if not base.path:
            return Value("other", NOWHERE, -1, _names((base, key)))
        path = intern(base.path + "[]")
        return Value("element", path, -1, (path, *_names((base, key)))[:MOST_NAMES])

    def _constant(self, node: ast.Constant, use: Use) -> Value:
        constant = node.value
        if constant is None:
            return NOTHING
        return Value("constant", repr(constant[:60] if isinstance(constant, str | bytes) else constant))

    def _call(self, node: ast.Call, use: Use) -> Value:
        awaited, self._awaited = self._awaited, False
        order = self.next_order()
        base = NOTHING
        if isinstance(node.func, ast.Attribute):
            self.loaded.add(node.func.attr)
            base = self.value(node.func.value, Use("receiver", (), order))
            path = f"{'' if base.kind == 'constant' else base.path}.{node.func.attr}"
        else:
            path = self.value(node.func, Use("receiver", (), order)).path
        path = intern(path)
        passed = Use("argument", (), order)
        args = tuple([self.value(arg, passed) for arg in node.args])
        keywords = tuple([(word.arg or "**", self.value(word.value, passed)) for word in node.keywords])
        name = intern(path.rpartition(".")[2])
        if path not in _BORING and name not in _BORING_METHODS:
            place = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
            self.calls.append(Call(path, name, args, keywords, awaited, *use, self.block, order, *place))
        return self._result(path, name, order, base, args, keywords)

    def _result(
        self,
        path: str,
        name: str,
        order: int,
        base: Value,
        args: tuple[Value, ...],
        keywords: tuple[tuple[str, Value], ...],
    ) -> Value:
        names = _names((base, *args, *[value for _, value in keywords]))
        first = args[0] if args else NOTHING
        if base.path and base is not NOTHING and base.kind != "constant":
            if name in _ELEMENT_METHODS:
                return Value("element", intern(base.path + "[]"), order, names)
            if name in _VIEWS and not args:
                return Value(name, base.path, order, names)
            if name == "copy" and not args:
                return Value("copy", base.path, order, names)
        if first.path and first.kind not in ("constant", "display"):
            if path in _COPIES:
                return Value("copy", first.path, order, names)
            if path == "next":
                return Value("element", intern(first.path + "[]"), order, names)
            if path == "enumerate":
                return Value("enumerate", first.path, order, names)
            if path in _WEAK:
                return Value("weak", first.path, order, names)
            if path in _PARTIALS:
                return Value("partial", first.path, order, names)
            if path == "getattr" and len(args) > 1 and args[1].kind == "constant" and args[1].path[0] in "'\"":
                return self._named_attribute(first.path, args[1].path[1:-1], names)
        if path in _CASTS and len(args) == 2:
            return args[1]
        return Value("call", intern(path + "()"), order, names)

    def _named_attribute(self, base: str, name: str, names: tuple[str, ...]) -> Value:
        self.loaded.add(name)
        path = intern(f"{base}.{name}")
        return Value("path", path, -1, (path, *names)[:MOST_NAMES])

    def _await(self, node: ast.Await, use: Use) -> Value:
        if isinstance(node.value, ast.Call):
            self._awaited = True
            return self.value(node.value, use)
        value = self.value(node.value)
        self.awaits.append(Await(value.path, self.block, self.next_order(), node.lineno))
        return Value("other", NOWHERE, -1, value.names)

    def _named(self, node: ast.NamedExpr, use: Use) -> Value:
        value = self.value(node.value, use._replace(how="store", targets=("%" + node.target.id,)))
        self.alias(node.target.id, value)
        return value if value.path and value.kind != "call" else Value("path", "%" + node.target.id, -1, value.names)

    def alias(self, name: str, value: Value) -> None:
        """After ``name = value`` a name stands for the place that the value comes from, if there is one."""
        self.copies.discard(name)
        self.local_functions.discard(name)
        if value.path and value.kind in ("path", "element", "copy", "values"):
            self.scope[name] = value.path
            if value.kind != "path" and value.kind != "element":
                self.copies.add(name)
        else:
            self.scope[name] = intern("%" + name)

    def _choice(self, node: ast.IfExp, use: Use) -> Value:
        test = self.value(node.test, TEST)
        return _either([self.value(node.body, use), self.value(node.orelse, use)], test.names)

    def _alternatives(self, node: ast.BoolOp, use: Use) -> Value:
        return _either([self.value(part, use) for part in node.values], ())

    def _lambda(self, node: ast.Lambda, use: Use) -> Value:
        outside, self.scope = self.scope, dict(self.scope)
        arguments = node.args
        for parameter in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            self.scope[parameter.arg] = "%" + parameter.arg
        for default in (*arguments.defaults, *[default for default in arguments.kw_defaults if default]):
            self.value(default)
        before = self.open_block("lambda", node)
        body = self.value(node.body, Use("return"))
        self.block, self.scope = before, outside
        return Value("lambda", body.path, -1, body.names)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, use: Use) -> Value:
        outside, self.scope = self.scope, dict(self.scope)
        before, sources = self.block, []
        for generator in node.generators:
            source = self.value(generator.iter, ITERATE)
            sources.append(source)
            self.open_block("comprehension", node, values=(source,), names=tuple(names_in(generator.target)))
            self.bind(generator.target, source)
            for condition in generator.ifs:
                self.value(condition, TEST)
        inside = use._replace(nested=True)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        values = [self.value(part, inside) for part in parts]
        self.block, self.scope = before, outside
        if len(values) == 1 and values[0].kind == "element" and values[0].path == sources[0].path + "[]":
            return Value("copy", sources[0].path, -1, _names((*values, *sources)))
        return Value("comprehension", type(node).__name__, -1, _names((*values, *sources)))

    def _display(self, node: ast.List | ast.Tuple | ast.Set, use: Use) -> Value:
        inside = use._replace(nested=True)
        values = [self.value(part, inside) for part in node.elts]
        if len(values) == 1 and isinstance(node.elts[0], ast.Starred) and values[0].path:
            return Value("copy", values[0].path, -1, values[0].names)
        return Value("display", type(node).__name__.lower(), -1, _names(values))

    def _dict(self, node: ast.Dict, use: Use) -> Value:
        inside = use._replace(nested=True)
        keys = [self.value(key) for key in node.keys if key]
        values = [self.value(value, inside) for value in node.values]
        return Value("display", "dict", -1, _names((*values, *keys)))

    def _starred(self, node: ast.Starred, use: Use) -> Value:
        return self.value(node.value, use)

    def _text(self, node: ast.JoinedStr, use: Use) -> Value:
        return Value("text", NOWHERE, -1, _names([self.value(part) for part in node.values]))

    def _yield(self, node: ast.Yield | ast.YieldFrom, use: Use) -> Value:
        value = self.value(node.value, Use("yield")) if node.value else NOTHING
        self.exits.append(Exit("yield", value, self.block, self.next_order(), node.lineno))
        return Value("other", NOWHERE, -1, value.names)

    def _comparison(self, node: ast.Compare, use: Use) -> Value:
        return Value("other", NOWHERE, -1, _names([self.value(part) for part in (node.left, *node.comparators)]))

    def _arithmetic(self, node: ast.BinOp, use: Use) -> Value:
        return Value("other", NOWHERE, -1, _names((self.value(node.left), self.value(node.right))))

    def _operand(self, node: ast.UnaryOp, use: Use) -> Value:
        return Value("other", NOWHERE, -1, self.value(node.operand).names)

    def _interpolation(self, node: ast.FormattedValue, use: Use) -> Value:
        return Value("other", NOWHERE, -1, self.value(node.value).names)

    def _any(self, node: ast.expr, use: Use) -> Value:
        parts = [self.value(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        return Value("other", NOWHERE, -1, _names(parts))


def _names(values: Iterable[Value]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for value in values:
        for name in value.names:
            names[name] = None
    return tuple(names)[:MOST_NAMES] if names else ()


def _either(values: list[Value], more: tuple[str, ...]) -> Value:
    """Of several values that an expression may have, the first that is not just a constant; names from all."""
    best = next((value for value in values if value.path and value.kind != "constant"), values[0])
    return best._replace(names=tuple(dict.fromkeys((*_names(values), *more)))[:MOST_NAMES])


def _part(value: Value, position: int) -> Value:
    """What the n-th name of ``for a, b in value`` iterates over."""
    if value.kind == "items":
        return value._replace(kind="keys" if position == 0 else "values")
    if value.kind == "enumerate":
        return value._replace(kind="other" if position == 0 else "values")
    return value


_READERS: dict[type[ast.expr], Callable[[Expressions, Any, Use], Value]] = {
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Subscript: Expressions._subscript,
    ast.Constant: Expressions._constant,
    ast.Call: Expressions._call,
    ast.Await: Expressions._await,
    ast.NamedExpr: Expressions._named,
    ast.IfExp: Expressions._choice,
    ast.BoolOp: Expressions._alternatives,
    ast.Lambda: Expressions._lambda,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.DictComp: Expressions._comprehension,
    ast.List: Expressions._display,
    ast.Tuple: Expressions._display,
    ast.Set: Expressions._display,
    ast.Dict: Expressions._dict,
    ast.Starred: Expressions._starred,
    ast.JoinedStr: Expressions._text,
    ast.Compare: Expressions._comparison,
    ast.BinOp: Expressions._arithmetic,
    ast.UnaryOp: Expressions._operand,
    ast.FormattedValue: Expressions._interpolation,
    ast.Yield: Expressions._yield,
    ast.YieldFrom: Expressions._yield,
}
