"""WSH111: handlers that a loop defines read its variable when they are called, so that all serve the last one."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block, Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain
from wshygiene_checks.rules.handlers.registrations import registrations

CODE = "WSH111"
#: What calls a function later, whatever object it is a method of.
_LATER = frozenset(
    "call_later call_at call_soon call_soon_threadsafe add_done_callback callLater add_timeout add_reader add_writer "
    "push_async_callback".split()
)
_LOOPS = ("for", "async for", "comprehension")
_LEAVES = ("break", "return")


def find(project: Project) -> Iterator[Finding]:
    """Functions given away in a loop, to be called when the loop has gone on."""
    later = [(each.unit, each.call) for each in registrations(project)]
    later += project.sites.named(_LATER)
    said: set[tuple[str, int, int]] = set()
    for unit, call in later:
        for closure in _closures(unit, call):
            place = (unit.name, call.line, call.column)
            if place not in said and not _may_be_called_before(project, unit, call):
                said.add(place)
                yield _finding(unit, call, closure)


def _closures(unit: Unit, call: Call) -> Iterator[Block]:
    """The functions among the arguments that read names of a loop around them when they are called."""
    given = (*call.args, *[value for _, value in call.keywords])
    named = {value.path for value in given if value.kind == "function"}
    has_lambda = any(value.kind == "lambda" for value in given)
    for block in unit.function.blocks:
        if block.kind == "lambda" and block.names and has_lambda:
            if block.parent == call.block and call.line <= block.line <= call.end_line:
                yield block
        elif block.kind == "def" and block.values[0].path in named and _is_in_loop_of(unit, call, block):
            yield block


def _is_in_loop_of(unit: Unit, call: Call, block: Block) -> bool:
    """Whether the call is in the loop, too, in which the function is defined."""
    loops = [each for each in unit.blocks_around(block.parent) if each.kind in _LOOPS]
    return any(each in loops[:1] for each in unit.blocks_around(call.block))


def _may_be_called_before(project: Project, unit: Unit, call: Call) -> bool:
    """Whether the function may have done its work in the round that defines it.

    The loop is left there, or goes on only after it has waited, or has taken something back.
    """
    function = unit.function
    loop = next((each for each in unit.blocks_around(call.block) if each.kind in _LOOPS), None)
    leaves = (each for each in function.exits if each.kind in _LEAVES and each.block == call.block)
    if loop is None or loop.kind == "async for" or any(each.order > call.order for each in leaves):
        return True
    later = [each for each in function.calls if each.order > call.order and _is_in(unit, each.block, loop)]
    waits = any(each.order > call.order and _is_in(unit, each.block, loop) for each in function.awaits)
    undo = project.knowledge.releases
    return waits or any(each.awaited or (each.name in undo and each.receiver == call.receiver) for each in later)


def _is_in(unit: Unit, block: int, loop: Block) -> bool:
    return any(each is loop for each in unit.blocks_around(block))


def _finding(unit: Unit, call: Call, closure: Block) -> Finding:
    names = " and ".join(f"`{name}`" for name in closure.names)
    what = "The lambda" if closure.kind == "lambda" else f"`{plain(closure.values[0].path)}`"
    first = closure.names[0]
    message = (
        f"{what} reads {names} when it is called, not when it is defined: after the loop that is the last one for all "
        f"of them, and what the others were for is never served. Bind it, as in `{first}={first}` among the parameters."
    )
    subject = f"{plain(call.path)}({', '.join(closure.names)})"
    return finding(CODE, unit, call, message, subject=subject)
