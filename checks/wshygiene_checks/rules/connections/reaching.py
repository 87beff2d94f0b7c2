"""Whether a piece of code releases an attribute, itself or through methods of the same object."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Family, Project, Unit, root_of
from wshygiene_checks.rules.connections.teardown import ENDS

_DEEPEST = 4


class Reaching:
    """Answers for one attribute: does this code, or what it calls on ``self``, release it or hand it on.

    The attribute is the thing itself; what one iterates over is something else, such as the messages of a connection.
    """

    def __init__(self, project: Project, family: Family, root: str, names: Iterable[str]) -> None:
        self.project = project
        self.family = family
        self.root = root
        self.names = frozenset(names) | ENDS

    def releases(self, unit: Unit, within: int = 0, depth: int = 0) -> bool:
        """Whether the code in this block of a function (0 is all of it) releases the attribute."""
        inside = [call for call in unit.function.calls if is_inside(unit, call.block, within)]
        if any(self._releases(call) or self._releases_one_of(unit, call) for call in inside):
            return True
        if self.is_managed(unit, within):
            return True
        if depth < _DEEPEST and any(self.releases(nested, 0, depth + 1) for nested in self.project.nested(unit)):
            return True
        return depth < _DEEPEST and any(self._helps(call, depth) for call in inside)

    def is_released_by(self, unit: Unit, call: Call) -> bool:
        """Whether one call of a function releases the attribute, or runs a method or nested function that does."""
        if self._releases(call) or self._releases_one_of(unit, call) or self._helps(call, 0):
            return True
        inside = (each for each in self.project.nested(unit) if each.function.name == call.path.lstrip("%"))
        return any(self.releases(each, 0, 1) for each in inside)

    def _releases(self, call: Call) -> bool:
        if root_of(call.receiver)[0] == self.root and call.name in self.names:
            return True
        if call.receiver == self.root or self.root in call.targets:  # wrapped, and stored in the same place
            return False
        return any(self._is_it(value) for value in _given(call))

    def _releases_one_of(self, unit: Unit, call: Call) -> bool:
        """``for each in (self._reader, self._writer): each.close()``."""
        return call.name in self.names and any(
            call.receiver.lstrip("%") in [name.lstrip("%") for name in block.names]
            and any(self.root in value.names for value in block.values)
            for block in unit.blocks_around(call.block)
            if block.kind in ("for", "comprehension")
        )

    def _is_it(self, value: Value) -> bool:
        part = value.kind == "element" and value.path.startswith(f"{self.root}[")  # what `session.get(url)` gives
        return self.root in value.names and value.kind != "call" and not part

    def is_managed(self, unit: Unit, within: int = 0) -> bool:
        """Whether ``with`` ends the attribute in this block of a function."""
        return any(
            block.kind in ("with", "async with") and any(self._is_it(value) for value in block.values)
            for index, block in enumerate(unit.function.blocks)
            if is_inside(unit, index, within)
        )

    def _helps(self, call: Call, depth: int) -> bool:
        if not call.path.startswith(("self.", "super().")) or call.path.count(".") != 1:
            return False
        methods = self.family.methods.get(call.name, ())
        if not methods:  # a method of a base out of sight
            return call.name.lstrip("_") in self.project.knowledge.vocabulary.teardown_methods
        return any(self.releases(method, 0, depth + 1) for method in methods)


def is_inside(unit: Unit, block: int, around: int) -> bool:
    """Whether a block is this one or lies in it."""
    blocks = unit.function.blocks
    while block > around:
        block = blocks[block].parent
    return block == around


def _given(call: Call) -> list[Value]:
    return [*call.args, *[value for _, value in call.keywords]]
