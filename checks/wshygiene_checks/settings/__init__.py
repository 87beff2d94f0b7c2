"""What the user asked for: the table in ``pyproject.toml``, and the options of the command laid over it."""

from __future__ import annotations

from wshygiene_checks.settings.patterns import DEFAULT_EXCLUDE, Patterns
from wshygiene_checks.settings.reading import read
from wshygiene_checks.settings.record import FAIL_ON, Lifetimes, Settings, SettingsError
from wshygiene_checks.settings.selection import PerFile, chosen

__all__ = [
    "DEFAULT_EXCLUDE",
    "FAIL_ON",
    "Lifetimes",
    "Patterns",
    "PerFile",
    "Settings",
    "SettingsError",
    "chosen",
    "read",
]
