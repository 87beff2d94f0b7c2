"""Code that lives exactly as long as the process, where nothing has to be ended."""

from __future__ import annotations

from wshygiene_checks.project import Unit

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
