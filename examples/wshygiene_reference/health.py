"""What is not as it should be, said by the parts that know."""

from __future__ import annotations

from collections.abc import Callable

#: Says why a part is not well; None when it is.
HealthCheck = Callable[[], str | None]


class HealthChecks:
    """Asked whenever somebody wants to know how the manager is."""

    def __init__(self) -> None:
        self._checks: dict[object, HealthCheck] = {}

    def add(self, check: HealthCheck) -> Callable[[], None]:
        """Ask ``check`` from now on, until the returned function is called."""
        key = object()
        self._checks[key] = check

        def remove() -> None:
            self._checks.pop(key, None)

        return remove

    def reasons(self) -> list[str]:
        """Why the manager is not well; empty when it is."""
        return [reason for check in self._checks.values() if (reason := check()) is not None]

    def __len__(self) -> int:
        return len(self._checks)
