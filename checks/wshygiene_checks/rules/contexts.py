"""Functions that are context managers: what such a one yields is lent, for the time of the ``with`` block."""

from __future__ import annotations

from wshygiene_checks.project import Unit

_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})


def is_context_manager(unit: Unit) -> bool:
    """Whether a function is decorated to be entered by ``with``."""
    return any(decorator.path in _MANAGERS for decorator in unit.function.decorators)
