"""Describes expressions, and records every call in them together with what becomes of its result."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from sys import intern
from typing import Any

from wshygiene_checks.facts.closures import late_names
from wshygiene_checks.facts.making import make, make_call
from wshygiene_checks.facts.record import NOTHING, NOWHERE, Await, Probe, Value
from wshygiene_checks.facts.recording import Recorder, place_of
from wshygiene_checks.facts.results import (
    BORING,
    BORING_METHODS,
    CASTS,
    SHOWING,
    attribute_in,
    attribute_named,
    named_attribute,
    names_in_call,
    result_of,
    without_type,
)
from wshygiene_checks.facts.run_by_others import RUNS, run_by
from wshygiene_checks.facts.scope import names_in
from wshygiene_checks.facts.values import (
    DECORATOR,
    DROP,
    ITERATE,
    OTHER,
    RETURN,
    TEST,
    YIELD,
    Use,
    behind,
    constant_value,
    display,
    either,
    inside,
    names_of,
    path_value,
    unnamed,
)
from wshygiene_checks.facts.written_out import bind_round, is_place, rounds_of


class Expressions(Recorder):
    """Reads the expressions of one function; `scope` says what its names stand for at this point of the text."""

    def value(self, node: ast.expr, use: Use = OTHER) -> Value:
        """Describe an expression; calls inside it are recorded on the way."""
        if type(node) is ast.Name:  # the half of all expressions
            name = node.id
            path = self.scope.get(name, name)
            if name in self.sorts:
                kind = self.sorts[name]
                return make((kind, path, -1, () if kind == "constant" else (path,)))
            return self.paths.get(path) or path_value(self.paths, path)
        if type(node) is ast.Constant:
            return constant_value(node.value)
        reader = _READERS.get(type(node))
        return reader(self, node, use) if reader else self._any(node)

    def key(self, node: ast.expr) -> Value:
        """Describe a key. A constant that has a name is known by that: other files import it."""
        if type(node) is ast.Name and node.id.isupper():
            path = self.scope.get(node.id, node.id)
            return make(("path", path, -1, (path,)))
        return self.value(node)

    def several(self, nodes: Sequence[ast.expr], use: Use) -> tuple[Value, ...]:
        """Describe expressions that are all used in the same way: most often none, or one."""
        if len(nodes) > 1:
            return tuple([self.value(node, use) for node in nodes])
        return (self.value(nodes[0], use),) if nodes else ()

    # One method for each kind of expression; `_READERS` below says which.

    def _attribute(self, node: ast.Attribute, use: Use) -> Value:
        attribute = node.attr
        self.seen.attributes[attribute] = None
        kind, path, _, names = self.value(node.value)
        if kind == "path" and path:
            if path == "self" and self.lent:
                attribute = self.lent.get(attribute, attribute)
                self.seen.attributes[attribute] = None
            path = f"{path}.{attribute}"
            return self.paths.get(path) or path_value(self.paths, path)
        if not path or kind in ("constant", "display"):
            return unnamed(names)
        path = intern(f"{path}.{attribute}")
        return make(("path", path, -1, behind(path, names)))

    def _subscript(self, node: ast.Subscript, use: Use) -> Value:
        base = self.value(node.value)
        key = self.key(node.slice)
        if self.seen.probing and base.path:
            self.probes.append(Probe(base.path, key, use[0], use[2], self.block, node.lineno))
        names = names_of((base, key))
        if not base.path:
            return unnamed(names)
        attribute = attribute_in(base, key)
        if attribute:
            self.seen.attributes[attribute.rpartition(".")[2]] = None
            return self.paths.get(attribute) or path_value(self.paths, attribute)
        path = intern(base.path + "[]")
        return make(("element", path, -1, behind(path, names)))

    def _call(self, node: ast.Call, use: Use) -> Value:
        awaited, self._awaited = self._awaited, False
        self.order = order = self.order + 1
        base, called = NOTHING, node.func
        if type(called) is ast.Attribute:
            name = called.attr
            self.seen.attributes[name] = None
            base = self.value(called.value, ("receiver", (), order, False))
            if base.is_self and name in self.lent:  # what the property returns is called
                name = self.lent[name]
                self.seen.attributes[name] = None
            path = intern(f"{'' if base.kind == 'constant' else base.path}.{name}")
        else:
            path = self.value(called, ("receiver", (), order, False)).path
            if type(called) is ast.Subscript:
                path = without_type(path, called.slice)
            name = intern(path.rpartition(".")[2])
        if path in CASTS and len(node.args) == 2:
            return self.value(node.args[1], use)  # it is what it was
        passed: Use = ("argument", (), order, False)
        if path == "setattr" and (target := self._named_target(node.args)):
            return self._set_by_name(node, target)
        known, calls = len(self.seen.attributes), self.order
        args = self.several(node.args, passed)
        words = node.keywords
        keywords = tuple([(word.arg or "**", self.value(word.value, passed)) for word in words]) if words else ()
        if path not in BORING and name not in BORING_METHODS:
            how, targets, consumer, nested = use
            what = (path, name, args, keywords, awaited, how, targets, consumer, nested, self.block, order)
            self.calls.append(make_call(what + place_of(node)))
        elif name in SHOWING and self.order == calls:
            self._forget_reads(known)
        if name in RUNS and (run := run_by(name, node)):
            self.value(run)
        if use is DROP and path != "getattr":
            return NOTHING  # nobody asks what it is
        names = names_in_call(base, args, keywords) if args or keywords else base.names
        attribute = attribute_named(args) if path == "getattr" else ""
        if attribute:
            self.seen.attributes[attribute] = None
            return named_attribute(args[0].path, attribute, names)
        method = "" if use is DECORATOR else name  # `@app.get("/")` takes nothing out of a container
        return result_of(path, method, order, base, args, names)

    def _forget_reads(self, known: int) -> None:
        """What was read since then has only been shown: ``logger.debug("%s", self._task)`` makes no use of the task."""
        attributes = self.seen.attributes
        while len(attributes) > known:
            attributes.popitem()

    def _named_target(self, args: Sequence[ast.expr]) -> str:
        """The path that ``setattr(self, "_task", ...)`` binds; empty when the name is computed."""
        if len(args) != 3 or not is_place(args[0]) or not isinstance(args[1], (ast.Constant, ast.Name)):
            return NOWHERE
        base, name = self.value(args[0]), self.value(args[1])
        attribute = attribute_named((base, name))
        return intern(f"{base.path}.{attribute}") if attribute else NOWHERE

    def _set_by_name(self, node: ast.Call, path: str) -> Value:
        self.record(path, self.value(node.args[2], ("store", (path,), -1, False)), "set", None, NOWHERE, node)
        return NOTHING

    def _await(self, node: ast.Await, use: Use) -> Value:
        if isinstance(node.value, ast.Call):
            self._awaited = True
            return self.value(node.value, use)
        value = self.value(node.value)
        self.awaits.append(Await(value.path, self.block, self.next_order(), node.lineno))
        return unnamed(value.names)

    def _named(self, node: ast.NamedExpr, use: Use) -> Value:
        name, around = node.target.id, use[0] == "store"  # `self._task = (task := create_task(...))`
        value = self.value(node.value, ("store", ("%" + name, *(use[1] if around else ())), use[2], use[3]))
        self.record("%" + name, value, "set", None, NOWHERE, node)
        self.alias(name, value)
        if around or (value.path and value.kind != "call"):
            return value
        return make(("path", "%" + name, -1, behind("%" + name, value.names)))

    def _choice(self, node: ast.IfExp, use: Use) -> Value:
        test = self.value(node.test, TEST)
        return either([self.value(node.body, use), self.value(node.orelse, use)], test.names)

    def _alternatives(self, node: ast.BoolOp, use: Use) -> Value:
        return either([self.value(part, use) for part in node.values], ())

    def _lambda(self, node: ast.Lambda, use: Use) -> Value:
        outside, self.scope = self.scope, dict(self.scope)
        arguments = node.args
        for parameter in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            self.scope[parameter.arg] = "%" + parameter.arg
        for default in (*arguments.defaults, *[default for default in arguments.kw_defaults if default]):
            self.value(default)
        late = late_names(node, self.loop_names) if self.loop_names else ()
        before = self.open_block("lambda", node, names=late)
        body = self.value(node.body, RETURN)
        self.block, self.scope = before, outside
        return make(("lambda", body.path, -1, body.names))

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, use: Use) -> Value:
        outside, self.scope = self.scope, dict(self.scope)
        before, sources, around = self.block, [], self.loop_names
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for generator in node.generators:
            source = self.value(generator.iter, ITERATE)
            sources.append(source)
            bound = list(names_in(generator.target))
            self.bind(generator.target, source)
            names = tuple([self.scope[name] for name in bound])
            self.open_block("comprehension", node, values=(source,), names=names)
            self.loop_names = self.loop_names.union(bound)
            rounds = rounds_of(generator.target, generator.iter, parts)
            for this in rounds[1:]:
                bind_round(self, generator.target, this)
                self.several(parts, inside(use))
            if rounds:
                bind_round(self, generator.target, rounds[0])
            for condition in generator.ifs:
                self.value(condition, TEST)
        values = [self.value(part, inside(use)) for part in parts]
        self.block, self.scope, self.loop_names = before, outside, around
        names = names_of((*values, *sources))
        if len(values) == 1 and values[0].kind == "element" and values[0].path == sources[0].path + "[]":
            return make(("copy", sources[0].path, -1, names))
        first = parts[0].value if isinstance(parts[0], ast.Await) else parts[0]
        of_calls = len(parts) == 1 and isinstance(first, ast.Call)
        return make(("comprehension", type(node).__name__ + "()" * of_calls, -1, names))

    def _display(self, node: ast.List | ast.Tuple | ast.Set, use: Use) -> Value:
        values = self._parts(node.elts, inside(use))
        if len(node.elts) == 1 and isinstance(node.elts[0], ast.Starred) and values and values[0].path:
            return make(("copy", values[0].path, -1, values[0].names))
        return display(_DISPLAYS[type(node)], names_of(values))

    def _dict(self, node: ast.Dict, use: Use) -> Value:
        keys = self._parts(node.keys, inside(use))
        return display("dict", names_of(self._parts(node.values, inside(use)) + keys))

    def _parts(self, nodes: Sequence[ast.expr | None], use: Use = OTHER) -> list[Value]:
        """Describe the parts of an expression of which only the names matter: literals have none."""
        return [self.value(node, use) for node in nodes if node and type(node) is not ast.Constant]

    def _starred(self, node: ast.Starred, use: Use) -> Value:
        return self.value(node.value, use)

    def _text(self, node: ast.JoinedStr, use: Use) -> Value:
        return make(("text", NOWHERE, -1, names_of(self._parts(node.values))))

    def _yield_from(self, node: ast.YieldFrom, use: Use) -> Value:
        if use[0] == "store" and isinstance(node.value, ast.Call):
            self._awaited = True  # what a generator returns is hardly ever kept: this is a coroutine of the old style
            return self.value(node.value, use)
        return self._yield(node, use)

    def _yield(self, node: ast.Yield | ast.YieldFrom, use: Use) -> Value:
        value = self.value(node.value, YIELD) if node.value else NOTHING
        self.leave("yield", value, node.lineno)
        return unnamed(value.names)

    def _comparison(self, node: ast.Compare, use: Use) -> Value:
        if self.seen.probing and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            key, mapping = self.value(node.left), self.value(node.comparators[0])
            self.probes.append(Probe(mapping.path, key, "in", -1, self.block, node.lineno))
            return unnamed(names_of((key, mapping)))
        return unnamed(names_of(self._parts((node.left, *node.comparators))))

    def _arithmetic(self, node: ast.BinOp, use: Use) -> Value:
        parts = self.value(node.left), self.value(node.right)
        written = next((each for each in parts if each.kind in ("display", "comprehension")), None)
        if written is not None and isinstance(node.op, ast.Add | ast.BitOr):
            return make(("display", written.path, -1, names_of(parts)))  # what is in either is in the sum: `[a] + rest`
        limit = parts[1].kind == "constant" and parts[0].kind not in ("constant", "text")  # no text is put together
        if limit and isinstance(node.op, ast.Mod | ast.BitAnd):
            return make(("remainder", NOWHERE, -1, names_of(parts)))
        return unnamed(names_of(parts))

    def _interpolation(self, node: ast.FormattedValue, use: Use) -> Value:
        return unnamed(self.value(node.value).names)

    def _any(self, node: ast.expr) -> Value:
        return unnamed(
            names_of(self._parts([part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]))
        )


_DISPLAYS: dict[type[ast.expr], str] = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}

_READERS: dict[type[ast.expr], Callable[[Expressions, Any, Use], Value]] = {
    ast.Attribute: Expressions._attribute,
    ast.Subscript: Expressions._subscript,
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
    ast.FormattedValue: Expressions._interpolation,
    ast.Yield: Expressions._yield,
    ast.YieldFrom: Expressions._yield_from,
}
