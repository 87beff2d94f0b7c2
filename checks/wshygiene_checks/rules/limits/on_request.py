"""Code that runs only because a peer has asked for it, and so not when the peer is gone."""

from __future__ import annotations

from itertools import islice

from wshygiene_checks.facts import Block
from wshygiene_checks.project import Project, Unit

_ENDS = ("except", "finally")
_GONE = ("clos", "error", "disconnect", "eof", "leave", "left")  # of a message that says that there are no more
_DEEPEST = 3
_MOST = 20  # calls of one name: what is called from more places is called for more than one reason


def only_on_request(project: Project, unit: Unit, block: int, depth: int = 0) -> bool:
    """Whether all that leads to this code is a message of a peer that is there; False also where nobody can tell."""
    around = list(unit.blocks_around(block))
    if any(each.kind in _ENDS or _asks_whether_gone(each) for each in around):
        return False
    if _receives(project, unit, around):
        return True
    entry = project.roles.entry(unit)
    if entry is not None:
        return entry.role == "message" or entry.lifetime in ("message", "request")
    if unit.function.kind != "function" or depth > _DEEPEST or _is_handed_on(project, unit):
        return False
    name = f"%{unit.function.name}" if unit.function.parent else unit.function.name  # as a local name, or by any path
    calls = list(islice(project.sites.named([name]), _MOST + 1))
    return 0 < len(calls) <= _MOST and all(
        only_on_request(project, caller, call.block, depth + 1) for caller, call in calls
    )


def _receives(project: Project, unit: Unit, around: list[Block]) -> bool:
    """Whether it stands in a loop that receives messages; one that connects again goes round for each connection."""
    receives = project.knowledge.vocabulary.receive_methods
    waiting = [_loop_around(unit, call.block) for call in unit.function.calls if call.name in receives]
    return any(
        block in waiting if block.kind == "while" else block.kind == "async for" and not _connects(project, block)
        for block in around
    )


def _loop_around(unit: Unit, block: int) -> Block | None:
    return next((each for each in unit.blocks_around(block) if each.kind in ("while", "for", "async for")), None)


def _connects(project: Project, block: Block) -> bool:
    """Whether what a loop goes through are connections: ``async for websocket in connect(url)``."""
    entries = project.knowledge.by_qualified.get(block.values[0].path.removesuffix("()"), ()) if block.values else ()
    return any(entry.kind == "connection" for entry in entries)


def _asks_whether_gone(block: Block) -> bool:
    """Whether a condition is about the end of a connection: ``if message.type == WSMsgType.CLOSE``."""
    return any(word in f"{atom.path} {atom.other}".lower() for atom in block.atoms for word in _GONE)


def _is_handed_on(project: Project, unit: Unit) -> bool:
    """Whether the method is given to somebody who may call it at any time."""
    family = project.family(unit) if unit.function.owner else None
    place = family.places[f"self.{unit.function.name}"] if family else None
    return place is not None and bool(place.handed or place.kept or place.left)
