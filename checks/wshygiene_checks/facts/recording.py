"""Records what happens in one function, in the order of the text."""

from __future__ import annotations

import ast

from wshygiene_checks.facts.making import make_block, make_exit, make_store
from wshygiene_checks.facts.names import Names
from wshygiene_checks.facts.record import Atom, Await, Block, Call, Exit, Probe, Store, Value
from wshygiene_checks.facts.scope import Scope
from wshygiene_checks.facts.values import Seen


def place_of(node: ast.stmt | ast.expr) -> tuple[int, int, int | None, int | None]:
    """Line, column, end line and end column; a number that is both lines is kept once."""
    line, end = node.lineno, node.end_lineno
    return line, node.col_offset, line if end == line else end, node.end_col_offset


class Recorder(Names):
    """Keeps what was recorded so far, and where in the text it is."""

    def __init__(self, scope: Scope, seen: Seen) -> None:
        super().__init__(scope)
        self.seen = seen
        self.paths = seen.paths
        self.calls: list[Call] = []
        self.awaits: list[Await] = []
        self.exits: list[Exit] = []
        self.stores: list[Store] = []
        self.blocks: list[Block] = []
        self.probes: list[Probe] = []
        self.block = 0
        self.loop_names: frozenset[str] = frozenset()  # what the loops around this point bind anew in each round
        self.order = 0
        self._awaited = False

    def next_order(self) -> int:
        self.order += 1
        return self.order

    def leave(self, kind: str, value: Value, line: int) -> None:
        """Record an exit."""
        self.order = order = self.order + 1
        self.exits.append(make_exit((kind, value, self.block, order, line)))

    def record(
        self, path: str, value: Value, kind: str, key: Value | None, type_: str, node: ast.stmt | ast.expr
    ) -> None:
        """Record a binding; what a local of this function was made by goes with it."""
        if value.path in self.made and path[0] != "%":
            value = value._replace(call=self.made[value.path])
        self.order = order = self.order + 1
        self.stores.append(make_store((path, value, kind, key, type_, self.block, order, *place_of(node))))

    def open_block(
        self,
        kind: str,
        node: ast.AST,
        *,
        group: int = -1,
        values: tuple[Value, ...] = (),
        names: tuple[str, ...] = (),
        atoms: tuple[Atom, ...] = (),
    ) -> int:
        """Begin a block inside the current one, and say by which index to return to the current one."""
        before = self.block
        index = len(self.blocks)
        line, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        self.blocks.append(make_block((kind, before, index if group < 0 else group, line, end, values, names, atoms)))
        self.block = index
        return before
