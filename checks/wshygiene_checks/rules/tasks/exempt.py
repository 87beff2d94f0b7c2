"""Code that lives exactly as long as the process, where nothing has to be ended."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Family, Project, Unit

_MAIN = frozenset("main _main amain async_main main_async run_main cli run_app runner".split())
_RUNS_THE_LOOP = frozenset("run_forever run_until_complete".split())


def belongs_to_the_process(unit: Unit) -> bool:
    """Whether code runs once per process: a module's body, ``main``, what runs the loop to its end or sets signals."""
    function = unit.function
    if function.kind != "function" or unit.file.path.endswith("__main__.py"):
        return True
    if "signal" in function.name:
        return True
    once = any(call.name in _RUNS_THE_LOOP or call.path == "signal.signal" for call in function.calls)
    return once or bool(_MAIN & set(function.qualname.split(".")))


def ends_with_the_process(project: Project, family: Family) -> bool:
    """Whether what ends the object is the end of the process, or ends that: nothing that it has can outlive it then.

    Twisted's reactor, which cannot be started again, stands for the process. Of connections there are many.
    """
    if project.roles.lifetime(family) in ("connection", "message"):
        return False
    ending = {f"self.{unit.function.name}" for unit in family.units if project.roles.is_teardown(unit)}
    for unit in family.units:
        for call in unit.function.calls:
            if _asks_to_be_called_last(call) and not ending.isdisjoint(_mentioned(unit, call)):
                return True
            stops = "twisted.internet.reactor.stop" in (call.path, *_given(call)) and call.block == 0
            if stops and f"self.{unit.function.name}" in ending:
                return True
    return False


def _asks_to_be_called_last(call: Call) -> bool:
    if call.name == "addSystemEventTrigger":
        return len(call.args) > 1 and call.args[1].path.strip("'\"") == "shutdown"
    return call.path == "atexit.register"


def _given(call: Call) -> Iterator[str]:
    return (value.path for value in call.args)


def _mentioned(unit: Unit, call: Call) -> Iterator[str]:
    """What a call is given by name, or calls in a lambda that it is given."""
    yield from _given(call)
    for other in unit.function.calls:
        block = unit.function.blocks[other.block]
        if block.kind == "lambda" and call.line <= block.line <= call.end_line:
            yield other.path
