"""Fail the test that leaks: sockets, WebSocket connections, tasks, timers, threads, listeners, registries.

As a pytest plugin it is off until asked for (``pytest --wshygiene``). Without pytest, wrap any block::

    from pytest_wshygiene import no_leaks

    async with no_leaks():
        await chat_round_trip()

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_wshygiene.churn import scenarios
    from pytest_wshygiene.churn.record import Limits
    from pytest_wshygiene.churn.result import ChurnResult
    from pytest_wshygiene.model import Leak, LeakError
    from pytest_wshygiene.no_leaks import no_leaks

__all__ = ["ChurnResult", "Leak", "LeakError", "Limits", "no_leaks", "scenarios"]
__version__ = "0.1.0"

_HOME = {
    "ChurnResult": "churn.result",
    "Leak": "model",
    "LeakError": "model",
    "Limits": "churn.record",
    "no_leaks": "no_leaks",
    "scenarios": "churn.scenarios",
}


def __getattr__(name: str) -> Any:
    """Import the public names on first use: the plugin entry point must cost next to nothing."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = import_module(f"{__name__}.{_HOME[name]}")
    value = home if name == "scenarios" else getattr(home, name)
    globals()[name] = value  # a submodule of the same name must not shadow it
    return value
