"""Whether a function closes what it opened on every normal way out."""

from __future__ import annotations

from wshygiene_checks.facts import Call, Exit
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.connections.locals import Local
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_with
from wshygiene_checks.rules.tasks.coroutines import endless_loop, is_endless


def forgetting_return(local: Local) -> Exit | None:
    """A ``return`` between opening and closing that no ``finally`` closes on, if there is one."""
    unit, opened = local.acquisition.unit, local.acquisition.call
    here = [did.what for did in local.releases if did.unit.name == unit.name]
    if len(here) != len(local.releases) or any(unit.is_within(call.block, "finally") for call in here):
        return None
    last = max(call.order for call in here)
    beside = _past_the_branch(unit, opened, here, local.flow.locals)
    if beside is not None:
        return beside
    for leaving in unit.function.exits:
        if (
            leaving.kind == "return"
            and opened.order < leaving.order < last
            and may_follow(unit, opened.block, leaving.block)
            and not _excused(unit, opened, leaving, here, local.flow.locals)
        ):
            return leaving
    return None


def _excused(unit: Unit, opened: Call, leaving: Exit, releases: list[Call], names: list[str]) -> bool:
    """Whether this way out closes it first, or is taken where it was never opened."""
    around = list(unit.blocks_around(leaving.block))
    inside = {unit.function.blocks.index(block) for block in around} | {0}
    if any(opened.order < call.order < leaving.order and runs_with(unit, call.block) in inside for call in releases):
        return True
    tries = {block.group for block in unit.blocks_around(opened.block) if block.kind == "try"}
    return any(block.kind in ("except", "else", "if", "case") and block.group in tries for block in around) or any(
        atom.test in ("none", "false") and atom.path in names for block in around for atom in block.atoms
    )


def only_handler(local: Local) -> Call | None:
    """What closes it, if that is in a handler of an exception and nothing is done where all goes well."""
    unit, opened = local.acquisition.unit, local.acquisition.call
    here = [did.what for did in local.releases if did.unit.name == unit.name]
    if len(here) != len(local.releases) or not all(_is_handled(unit, opened, call) for call in here):
        return None
    loops = (n for n, block in enumerate(unit.function.blocks) if block.kind in ("while", "async for"))
    return None if any(endless_loop(unit, unit.function.blocks[n]) for n in loops) else here[0]


def never_returns(project: Project, local: Local) -> bool:
    """Whether the function goes on for ever with what it has opened: only an exception, or the process, ends it."""
    unit, opened = local.acquisition.unit, local.acquisition.call
    for index, block in enumerate(unit.function.blocks):
        if block.kind == "while" and block.line > opened.line and _goes_on(unit, index):
            return not unit.is_within(opened.block, "while")
    runs = [did.what for did in local.flow.methods if did.what.name == "run_until_complete" and did.what.args]
    started = [callee for call in runs for callee in project.types.callee(unit, call.args[0].path.removesuffix("()"))]
    return any(is_endless(project, callee) for callee in started)


def _goes_on(unit: Unit, loop: int) -> bool:
    """Whether a ``while True`` has no way out at all, and nothing catches what may end it."""
    block = unit.function.blocks[loop]
    if not block.atoms or any(atom.path not in ("True", "1") for atom in block.atoms) or unit.is_within(loop, "try"):
        return False
    leaves = [each.block for each in unit.function.exits if each.kind in ("return", "break")]
    return not any(block in (unit.function.blocks[each], *unit.blocks_around(each)) for each in leaves)


def _is_handled(unit: Unit, opened: Call, call: Call) -> bool:
    """Whether a call is in a handler of what follows the opening, or of what it is a part of."""
    around = {block.group for block in unit.blocks_around(opened.block) if block.kind == "except"}
    return any(block.kind == "except" and block.group not in around for block in unit.blocks_around(call.block))


def _past_the_branch(unit: Unit, opened: Call, releases: list[Call], names: list[str]) -> Exit | None:
    """The ``return`` behind a branch that closes and returns, where no other way out closes anything."""
    blocks = unit.function.blocks
    branch = releases[0].block
    around = opened.block
    if {call.block for call in releases} != {branch} or blocks[branch].kind not in ("if", "case"):
        return None
    if blocks[branch].parent != around or any(_tells_of(atom.path, names) for atom in blocks[branch].atoms):
        return None
    after = [each for each in unit.function.exits if each.order > releases[-1].order]
    leaves = any(each.kind in ("return", "raise") and each.block == branch for each in after)
    rest = [each for each in after if each.kind == "return" and each.block != branch]
    fate = {each.block for each in rest} - {around}
    sides = all(blocks[block].kind == "case" and blocks[block].parent == blocks[branch].parent for block in fate)
    return rest[0] if leaves and rest and sides else None


def _tells_of(path: str, names: list[str]) -> bool:
    """Whether a condition asks about the thing itself, or about a flag that may say whose it is."""
    return not path or any(path == name or path.startswith(f"{name}.") for name in names)
