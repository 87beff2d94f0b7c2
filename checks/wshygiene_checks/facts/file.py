"""The records of a file and of its functions."""

from __future__ import annotations

from typing import NamedTuple

from wshygiene_checks.facts.bodies import Body, Part
from wshygiene_checks.facts.outline import Outline, read_outline
from wshygiene_checks.facts.record import Await, Block, Call, Class, Exit, Parameter, Probe, Store, Value
from wshygiene_checks.facts.shelf import Packed, Shelf


class Function(NamedTuple):
    """A function or method; also the body of a class (``kind`` is ``class``) and of a module (``module``).

    ``owner`` is the qualified name of the class it is a method of, ``parent`` that of the function around it; both
    are empty where there is none. ``decorators`` are paths. What it does is unpacked when it is asked for: the records
    may be other objects the next time, and equal ones.
    """

    kind: str
    name: str
    owner: str
    parent: str
    is_async: bool
    params: tuple[Parameter, ...]
    decorators: tuple[Value, ...]
    returns: str
    line: int
    end_line: int
    body: Body

    @property
    def qualname(self) -> str:
        """Its name behind those of the classes and functions around it."""
        if self.kind == "class":
            return self.owner
        outer = self.owner or self.parent
        return f"{outer}.{self.name}" if outer else self.name

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its runs of statements; the first is all of it."""
        return self.body.records(Part.BLOCKS)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Its calls, those inside other calls before them."""
        return self.body.records(Part.CALLS)

    @property
    def stores(self) -> tuple[Store, ...]:
        """What it binds, changes and deletes."""
        return self.body.records(Part.STORES)

    @property
    def awaits(self) -> tuple[Await, ...]:
        """What it waits for, without calling it in the same place."""
        return self.body.records(Part.AWAITS)

    @property
    def exits(self) -> tuple[Exit, ...]:
        """Where it is left, or hands something out."""
        return self.body.records(Part.EXITS)

    @property
    def probes(self) -> tuple[Probe, ...]:
        """Its looks into mappings."""
        return self.body.records(Part.PROBES)


class FileFacts(NamedTuple):
    """Everything that the rules know of one file; ``packed`` is its `Outline`."""

    path: str
    module: str
    lines: int
    classes: tuple[Class, ...]
    functions: tuple[Function, ...]
    packed: Packed

    @property
    def outline(self) -> Outline:
        """What its functions do, in short; unpacked anew at each look."""
        return read_outline(self.packed.content)

    def put_away(self, shelf: Shelf) -> None:
        """Let a shelf hold what is packed."""
        shelf.take([self.packed, *[function.body for function in self.functions]])
