"""How far a piece of work is: told to all connections of the session that asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class ProgressChannel:
    """Progress, errors and completion of work. ``send(session, type, data)`` returns how many it reached."""

    def __init__(self, send: Callable[[str, str, dict[str, Any]], int]) -> None:
        self._send = send

    def progress(self, session: str, progress: float, message: str = "", stage: str = "") -> int:
        """Tell a session that its work is done to ``progress`` percent; how many connections were told.

        Raises ValueError for a figure that is not between 0 and 100.
        """
        if not 0 <= progress <= 100:
            raise ValueError(f"progress = {progress}: percent are between 0 and 100.")
        told = {"sessionId": session, "progress": progress, "message": message, "stage": stage}
        return self._send(session, "progress", told)

    def error(self, session: str, error: str) -> int:
        """Tell a session that its work has failed."""
        return self._send(session, "progress.error", {"sessionId": session, "error": error})

    def complete(self, session: str, metadata: Mapping[str, Any] | None = None) -> int:
        """Tell a session that its work is done."""
        told = {"sessionId": session, "metadata": dict(metadata or {})}
        return self._send(session, "progress.complete", told)
