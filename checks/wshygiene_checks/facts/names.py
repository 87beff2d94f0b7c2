"""What the names of one function stand for, as its text goes on."""

from __future__ import annotations

import ast
from sys import intern

from wshygiene_checks.facts.record import Value
from wshygiene_checks.facts.scope import Scope
from wshygiene_checks.facts.values import part_of


class Names:
    """The names that are known at one point of the text, and what each binding makes of them."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        # Names that are no plain alias: "copy" for a copy of the container they stand for, "function" for a local one.
        self.sorts: dict[str, str] = {}
        self.lent: dict[str, str] = {}  # property of the class that only returns an attribute -> that attribute
        self.made: dict[str, int] = {}  # path of a local that holds what a call has returned -> the order of that call

    def value(self, node: ast.expr) -> Value:
        """Describe an expression."""
        raise NotImplementedError

    def bind(self, target: ast.expr, value: Value) -> None:
        """Let the plain names of a target stand for elements of what is iterated over, or for locals."""
        if isinstance(target, ast.Name):
            self._bind_name(target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)) and target.elts:
            for position, part in enumerate(target.elts):
                self.bind(part.value if isinstance(part, ast.Starred) else part, part_of(value, position))

    def _bind_name(self, name: str, iterated: Value) -> None:
        path = iterated.path
        if self.sorts.get(name) == "copy":
            del self.sorts[name]
        if path and iterated.kind in ("path", "element", "copy", "values", "enumerate"):
            self.scope[name] = intern(path + "[]")
        elif path and iterated.kind in ("keys", "items"):
            self.scope[name] = intern(path + "{}")
        else:
            self.scope[name] = intern("%" + name)

    def alias(self, name: str, value: Value) -> None:
        """After ``name = value`` a name stands for the place that the value comes from, if there is one."""
        kind = value.kind
        self.sorts.pop(name, None)
        if value.path and kind in ("path", "element", "copy", "values"):
            self.scope[name] = value.path
            if kind == "copy" or kind == "values":
                self.sorts[name] = "copy"
        else:
            local = self.scope[name] = intern("%" + name)
            if kind == "call":
                self.made[local] = value.call
            else:
                self.made.pop(local, None)
