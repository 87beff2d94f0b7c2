"""Whether a function closes what it opened on every normal way out."""

from __future__ import annotations

from wshygiene_checks.facts import Call, Exit
from wshygiene_checks.project import Unit
from wshygiene_checks.rules.connections.locals import Local

_OPEN_BLOCKS = frozenset({"with", "async with", "try", "finally", "try else"})  # run whenever what is around them runs


def forgetting_return(local: Local) -> Exit | None:
    """A ``return`` between opening and closing that no ``finally`` closes on, if there is one."""
    unit, opened = local.acquisition.unit, local.acquisition.call
    here = [did.what for did in local.releases if did.unit.name == unit.name]
    if len(here) != len(local.releases) or any(unit.is_within(call.block, "finally") for call in here):
        return None
    last = max(call.order for call in here)
    for leaving in unit.function.exits:
        if (
            leaving.kind == "return"
            and opened.order < leaving.order < last
            and not _excused(unit, opened, leaving, here, local.flow.locals)
        ):
            return leaving
    return None


def _excused(unit: Unit, opened: Call, leaving: Exit, releases: list[Call], names: list[str]) -> bool:
    """Whether this way out closes it first, or is taken where it was never opened."""
    around = list(unit.blocks_around(leaving.block))
    inside = {unit.function.blocks.index(block) for block in around} | {0}
    if any(opened.order < call.order < leaving.order and _ancestor(unit, call.block) in inside for call in releases):
        return True
    tries = {block.group for block in unit.blocks_around(opened.block) if block.kind == "try"}
    return any(block.kind in ("except", "else", "if", "case") and block.group in tries for block in around) or any(
        atom.test in ("none", "false") and atom.path in names for block in around for atom in block.atoms
    )


def _ancestor(unit: Unit, block: int) -> int:
    """The block that this one runs together with: that around a ``with`` or ``try``."""
    while block > 0 and unit.function.blocks[block].kind in _OPEN_BLOCKS:
        block = unit.function.blocks[block].parent
    return block
