"""What somebody should look at: rules over the figures of the manager, each told once in a while and not for ever."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wshygiene_reference.config import ManagerConfig

log = logging.getLogger("wshygiene_reference")

#: The names of the rules here, and of all alerts: those of what other parts tell, too.
RULES = ("connections", "errors", "memory", "growth", "typing", "rooms")
NAMES = (*RULES, "prediction", "restart")
#: Seconds for which what another part has told counts as a matter of the moment.
RECENT = 60.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rules look at. ``growth_mb_h`` is None while nobody can tell."""

    connections: int
    errors: int
    memory_percent: float
    growth_mb_h: float | None
    typing_timers: int
    subscribed_rooms: int


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that fired: its name, its text, and when (seconds of the loop's clock)."""

    name: str
    message: str
    at: float


class AlertManager:
    """Checks the rules, logs what fires, and remembers the last hundred alerts."""

    def __init__(self, config: ManagerConfig, emit: Callable[[Alert], None]) -> None:
        self._config = config
        self._emit = emit
        self._errors: deque[float] = deque(maxlen=10_000)
        self.recent: deque[Alert] = deque(maxlen=100)
        #: How often each was raised since the start.
        self.raised: Counter[str] = Counter(dict.fromkeys(NAMES, 0))
        self._firing_now: dict[str, str] = {}

    def note_error(self, now: float) -> None:
        """Count a connection error."""
        self._errors.append(now)

    def errors_in_window(self, now: float) -> int:
        """Connection errors within the last ``alert_window`` seconds."""
        while self._errors and now - self._errors[0] > self._config.alert_window:
            self._errors.popleft()
        return len(self._errors)

    def check(self, figures: Figures, now: float) -> list[Alert]:
        """The alerts that are due now. One that was raised less than ``alert_cooldown`` seconds ago is not."""
        self._firing_now = dict(self._firing(figures))
        told = [self.tell(name, message, now) for name, message in self._firing_now.items()]
        return [alert for alert in told if alert is not None]

    def reasons(self, now: float) -> list[str]:
        """What is not well: rules that fired when they were last checked, however often that was told, and what other
        parts have told within the last ``RECENT`` seconds. That many are connected is worth telling, and no illness.
        """
        found = [message for name, message in self._firing_now.items() if name != "connections"]
        others = (alert for alert in self.recent if alert.name not in RULES and now - alert.at < RECENT)
        return found + [alert.message for alert in others]

    def tell(self, name: str, message: str, now: float) -> Alert | None:
        """Raise an alert that another part has found; None when it was raised less than ``alert_cooldown`` ago."""
        if not self._is_due(name, now):
            return None
        alert = Alert(name, message, now)
        self.recent.append(alert)
        self.raised[name] += 1
        log.warning(message)
        self._emit(alert)
        return alert

    def _is_due(self, name: str, now: float) -> bool:
        return all(now - alert.at >= self._config.alert_cooldown for alert in self.recent if alert.name == name)

    def _firing(self, figures: Figures) -> Iterator[tuple[str, str]]:
        config = self._config
        if figures.connections >= config.connections_alert:
            yield "connections", f"High connection count detected: {figures.connections}"
        if figures.errors > config.errors_alert:
            yield "errors", f"High error count detected: {figures.errors} in {config.alert_window:g} s"
        if figures.memory_percent > config.memory_alert_percent:
            yield "memory", f"High memory usage detected: {figures.memory_percent:.0f} %"
        if figures.growth_mb_h is not None and figures.growth_mb_h > config.growth_alert_mb_h:
            yield "growth", f"High memory growth detected: {figures.growth_mb_h:.1f} MB/hour"
        if figures.typing_timers > config.typing_alert:
            yield "typing", f"High typing timer count: {figures.typing_timers} - potential memory leak"
        if figures.subscribed_rooms > config.room_ratio_alert * max(1, figures.connections):
            yield (
                "rooms",
                f"Room tracking exceeds expected ratio: {figures.subscribed_rooms} rooms, "
                f"{figures.connections} connections",
            )
