"""Who did what, when, and how it went; and how often somebody was refused."""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger("wshygiene_reference.audit")

#: Seconds in which refusals of one kind are logged once.
QUIET = 60.0
#: Characters of one detail that are kept, since somebody else chose them.
LONGEST = 255


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action: ``at`` is seconds since the epoch, ``actor`` the name behind a token, ``result`` what came of it."""

    at: float
    actor: str
    action: str
    result: str
    details: dict[str, Any] = field(default_factory=dict)


class AuditLog:
    """The last ``size`` actions, each logged too; and counts of refusals, which must not push the actions out.

    ``clock`` gives seconds that never go back.
    """

    def __init__(self, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.entries: deque[AuditEntry] = deque(maxlen=size)
        #: How often somebody was refused, by reason. Reasons are ours, never the caller's words.
        self.refused: Counter[str] = Counter()
        self._clock = clock
        self._told: dict[str, tuple[float, int]] = {}

    def note(self, actor: str, action: str, result: str, **details: Any) -> None:
        """Remember an action."""
        details = {name: value[:LONGEST] if isinstance(value, str) else value for name, value in details.items()}
        self.entries.append(AuditEntry(time.time(), actor, action, result, details))
        log.info("%s: %s %s: %s", actor, action, details, result)

    def refuse(self, reason: str, address: str) -> None:
        """Count a refusal. The first of its reason is logged, and from then on one a minute, with how many there were.

        A flood of requests is none of the log.
        """
        self.refused[reason] += 1
        now, count = self._clock(), self.refused[reason]
        at, told = self._told.get(reason, (float("-inf"), 0))
        if now - at >= QUIET:
            self._told[reason] = now, count
            log.warning("refused: %s (from %s, %d since the last such line)", reason, address, count - told)
