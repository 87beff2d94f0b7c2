"""Our own bugs: one warning each that names the part, never an exception in somebody's test run."""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import pytest

Result = TypeVar("Result")


class WshygieneProbeWarning(pytest.PytestWarning):
    """A probe has failed: some leaks of its kind may be missing from the report."""


class CrashReporter:
    """Puts each failing part into pytest's warnings summary once, whatever the warning filters say."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._told: set[str] = set()

    def probe_failed(self, kind: str, error: BaseException) -> None:
        """The probe for ``kind`` raised ``error``."""
        self._tell(f"the {kind} probe", error)

    def guard(self, call: Callable[[], Result], otherwise: Result, part: str = "the inspector") -> Result:
        """The result of ``call``; ``otherwise`` if there is a bug in it. ``part`` is what the warning names."""
        try:
            return call()
        except Exception as error:
            self._tell(part, error)
            return otherwise

    def guarded(self, call: Callable[..., Any], part: str) -> Callable[..., Any]:
        """The same function, which returns None if there is a bug in it."""
        return lambda **arguments: self.guard(partial(call, **arguments), None, part)

    def _tell(self, part: str, error: BaseException) -> None:
        if part in self._told:
            return
        self._told.add(part)
        where = traceback.extract_tb(error.__traceback__)[-1:]
        place = f" at {os.path.basename(where[0].filename)}:{where[0].lineno} in {where[0].name}" if where else ""
        message = f"wshygiene: {part} failed: {type(error).__name__}: {error}{place}"
        warning = warnings.WarningMessage(WshygieneProbeWarning(message), WshygieneProbeWarning, __file__, 0)
        self._config.hook.pytest_warning_recorded.call_historic(
            kwargs={"warning_message": warning, "when": "runtest", "nodeid": "", "location": None}
        )
