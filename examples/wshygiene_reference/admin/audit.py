"""Who did what, when, and how it went."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger("wshygiene_reference.audit")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action: ``at`` is seconds since the epoch, ``actor`` the name behind a token, ``result`` what came of it."""

    at: float
    actor: str
    action: str
    result: str
    details: dict[str, Any] = field(default_factory=dict)


class AuditLog:
    """The last ``size`` actions; each is logged too."""

    def __init__(self, size: int) -> None:
        self.entries: deque[AuditEntry] = deque(maxlen=size)

    def note(self, actor: str, action: str, result: str, **details: Any) -> None:
        """Remember an action."""
        self.entries.append(AuditEntry(time.time(), actor, action, result, details))
        log.info("%s: %s %s: %s", actor, action, details, result)
