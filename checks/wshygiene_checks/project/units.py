"""Functions and classes together with the file they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Block, Call, Class, FileFacts, Function, Value


class Unit(NamedTuple):
    """A function, method, class body or module body, in its file."""

    file: FileFacts
    function: Function

    @property
    def owner(self) -> str:
        """The full dotted name of the class it belongs to; empty outside classes."""
        return f"{self.file.module}.{self.function.owner}" if self.function.owner else ""

    @property
    def name(self) -> str:
        """Its full dotted name."""
        return f"{self.file.module}.{self.function.qualname}"

    def blocks_around(self, block: int) -> Iterator[Block]:
        """The block with this index and all around it, from the inside out; without the body itself."""
        blocks = self.function.blocks
        while block > 0:
            yield blocks[block]
            block = blocks[block].parent

    def is_within(self, block: int, *kinds: str) -> bool:
        """Whether a block, or one around it, is of one of these kinds."""
        return any(around.kind in kinds for around in self.blocks_around(block))

    def call_by_order(self, order: int) -> Call | None:
        """The recorded call with this order, if it was worth recording."""
        return next((call for call in self.function.calls if call.order == order), None)

    def made_by(self, value: Value) -> str:
        """The path of the call that makes a value, also of one that a local name held first; empty for all others."""
        if value.kind == "call":
            return value.path.removesuffix("()")
        call = self.call_by_order(value.call) if value.kind == "path" and value.call >= 0 else None
        return call.path if call is not None else ""


class ClassUnit(NamedTuple):
    """A class in its file."""

    file: FileFacts
    definition: Class

    @property
    def name(self) -> str:
        """Its full dotted name."""
        return f"{self.file.module}.{self.definition.qualname}"

    @property
    def is_interface(self) -> bool:
        """Whether objects of other classes may be meant as well, which only look like it."""
        return any(base.rpartition(".")[2] == "Protocol" for base in self.definition.bases)
