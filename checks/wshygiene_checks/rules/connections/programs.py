"""Code that a process begins and ends with: what it has open ends with it, too."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Project, Unit

_MAIN = frozenset("main _main amain async_main run_main cli __main__".split())
_SCRIPTS = frozenset({"scripts", "bin"})  # folders of programs
_TASK_FILES = frozenset({"noxfile", "fabfile", "dodo", "duties"})  # each function is a program of its own
_PROCESSES = frozenset({"multiprocessing.Process", "multiprocessing.context.Process"})  # their `run` is all they do
_COMMAND_LINES = ("click.", "typer.")


def is_program(unit: Unit) -> bool:
    """Whether the code runs once and the process ends with it."""
    last = unit.file.module.rpartition(".")[2]
    name = unit.function.name
    if last in _TASK_FILES or not _SCRIPTS.isdisjoint(unit.file.path.split("/")[:-1]):
        return True
    return unit.function.kind != "function" or name in _MAIN or name.startswith("test_") or last == "__main__"


def is_process(project: Project, unit: Unit) -> bool:
    """Whether it is all that a process of its own runs: ``run`` or the target of one, or a command of a program."""
    if any(call.path == "signal.signal" for call in unit.function.calls):
        return True  # only the main thread may, so this is what the process runs
    if unit.function.name == "run" and not _PROCESSES.isdisjoint(project.families.ancestors(unit.owner)):
        return True
    if _is_command(unit) or _is_called_by_programs(project, unit):
        return True
    targets = [(where, call.keyword("target")) for where, call in project.sites.named(("Process",))]
    return any(
        callee.name == unit.name
        for where, target in targets
        if target is not None and target.path.endswith(unit.function.name)
        for callee in project.types.callee(where, target.path)
    )


def is_read_to_its_end(unit: Unit, names: Iterable[str]) -> bool:
    """Whether code reads what a process of these names writes until nothing more comes: all at once, or in a loop."""
    pipes = {f"{name}.{pipe}" for name in names for pipe in ("stdout", "stderr")}
    reads = [call for call in unit.function.calls if call.receiver in pipes and call.name in ("read", "readline")]
    return any((call.name == "read" and not call.args) or _ends_its_loop(unit, call) for call in reads)


def _ends_its_loop(unit: Unit, read: Call) -> bool:
    """Whether a loop around a read is left when that gives nothing: ``if not line: break``."""
    blocks = unit.function.blocks
    return any(
        leaving.kind in ("break", "return")
        and unit.is_within(read.block, "while")
        and any(atom.test == "false" and atom.path in read.targets for atom in blocks[leaving.block].atoms)
        for leaving in unit.function.exits
    )


def _is_command(unit: Unit) -> bool:
    """Whether it is what a command line runs; the commands of a bot are coroutines, and nothing of such a library."""
    decorators = [decorator.path.removesuffix("()") for decorator in unit.function.decorators]
    of_programs = not unit.function.is_async or any(path.startswith(_COMMAND_LINES) for path in decorators)
    return of_programs and any(path.rpartition(".")[2] == "command" for path in decorators)


def _is_called_by_programs(project: Project, unit: Unit) -> bool:
    """Whether one ``main`` or command calls the function in its own file, outside of any loop, and nobody else."""
    if unit.owner or unit.function.parent:
        return False
    found = [
        (where, call)
        for where, call in project.sites.named((unit.function.name,))
        if _calls(project, where, call, unit)
    ]
    return len(found) == 1 and all(
        where.file is unit.file
        and (is_program(where) or _is_command(where))
        and not where.is_within(call.block, "while", "for", "async for")
        for where, call in found
    )


def _calls(project: Project, where: Unit, call: Call, unit: Unit) -> bool:
    return any(callee.name == unit.name for callee in project.types.callee(where, call.path))
