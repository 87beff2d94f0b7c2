"""Joining and leaving the groups of a channel layer, called directly or through `async_to_sync`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Family, Project, Unit

_WRAPPERS = ("async_to_sync()", "sync_to_async()")
_CLOSING = frozenset({"disconnect", "websocket_disconnect", "http_disconnect"})


class Membership(NamedTuple):
    """One call that joins or leaves a group, and which group it is."""

    unit: Unit
    call: Call
    group: Value | None

    @property
    def is_named(self) -> bool:
        """Whether the group is written so that it can be compared: a constant or an attribute."""
        if self.group is None:
            return False
        return self.group.kind == "constant" or (self.group.kind == "path" and not self.group.path.startswith("%"))


def memberships(family: Family, name: str) -> Iterator[Membership]:
    """The calls of `group_add` or `group_discard` in a class."""
    for unit in family.units:
        for call in unit.function.calls:
            if call.name == name or (call.path.endswith(_WRAPPERS) and _wraps(unit, call, name)):
                yield Membership(unit, call, call.argument(0, "group"))


def _wraps(unit: Unit, call: Call, name: str) -> bool:
    """``async_to_sync(self.channel_layer.group_add)(group, channel)``."""
    return any(
        inner.consumer == call.order and inner.use == "receiver" and inner.args[0].path.endswith(f".{name}")
        for inner in unit.function.calls
        if inner.args
    )


def is_same(one: Membership, other: Membership) -> bool:
    """Whether two calls may mean the same group; where that cannot be told, they do."""
    return not (one.is_named and other.is_named) or (one.group == other.group)


def closing_units(project: Project, family: Family) -> list[Unit]:
    """The methods that run when the connection of a consumer ends."""
    return [
        unit
        for unit in family.units
        if unit.function.name in _CLOSING
        or ((entry := project.roles.entry(unit)) is not None and entry.role == "close")
    ]
