"""Handlers put straight into another object's collection of them: ``channel.close_callbacks.add(self._lost)``."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.handlers.callbacks import family_of, handler_of, holds_self
from wshygiene_checks.rules.handlers.names import holds_handlers

_PUTS = frozenset({"append", "add", "insert", "appendleft"})
_TAKES_OUT = frozenset({"clear", "pop"})
UNDO = frozenset({"remove", "discard"})


def put_into_collections(project: Project) -> Iterator[tuple[Unit, Call, Value]]:
    """Every such call, with the handler; not of the object's own collections, nor of those it empties as a whole."""
    for unit, call in project.sites.named(_PUTS):
        if _is_of_another(call.receiver) and holds_handlers(call.receiver.rstrip("[]").rpartition(".")[2]):
            handler = handler_of(project, unit, call)
            if handler and holds_self(project, unit, handler) and not _is_emptied(project, unit, call.receiver):
                yield unit, call, handler


def _is_of_another(receiver: str) -> bool:
    """Whether it is an attribute of something that the object or function has: ``self.bus.listeners``."""
    owner = receiver.rstrip("[]").rpartition(".")[0]
    return owner.startswith(("self.", "%")) and "()" not in owner


def _is_emptied(project: Project, unit: Unit, receiver: str) -> bool:
    family = family_of(project, unit)
    name = receiver.rstrip("[]")
    return family is not None and any(
        each.name in _TAKES_OUT and each.receiver.rstrip("[]") == name
        for other in family.units
        for each in other.function.calls
    )
