"""Starting again before memory is out: drained, with a code that tells a supervisor to, and never in a loop."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from wshygiene_reference.background import BackgroundTasks
from wshygiene_reference.memory import MEGABYTE, MemorySample
from wshygiene_reference.operation.memory_watch import MemoryWatch, memory_limit
from wshygiene_reference.operation.sampling import each_sample
from wshygiene_reference.settings import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wshygiene_reference.operation.config import OperationConfig
    from wshygiene_reference.server import WebSocketManager
    from wshygiene_reference.signals import GracefulShutdown

log = logging.getLogger("wshygiene_reference")


@dataclass(frozen=True, slots=True)
class RestartRules:
    """When to start again: memory ``above`` so many bytes, or its limit within ``left`` seconds (None: not for that).

    Either has to be so in ``samples`` samples in a row, and the process to be up for ``min_uptime`` seconds.
    """

    above: float | None = None
    left: float | None = None
    samples: int = 3
    min_uptime: float = 600.0


class AutoRestart:
    """Looks at each sample of ``manager``'s memory, and calls ``ask`` once when ``rules`` say so.

    ``watch`` predicts, for rules that ask for it.
    """

    def __init__(
        self, manager: WebSocketManager, rules: RestartRules, ask: Callable[[], None], watch: MemoryWatch | None = None
    ) -> None:
        self._manager = manager
        self._rules = rules
        self._ask = ask
        self._watch = watch
        self._tasks = BackgroundTasks()
        self._in_a_row = 0
        self._reason: str | None = None
        self.is_asked = False

    async def __aenter__(self) -> Self:
        self._began = self._manager.now()
        self._forget = self._manager.health_checks.add(self.health)
        self._tasks.keep("restart", lambda: each_sample(self._manager, self.look))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forget()
        await self._tasks.end()

    def health(self) -> str | None:
        """Why the process is to be started again; None while it need not be."""
        return self._reason if self._in_a_row >= self._rules.samples else None

    def look(self, sample: MemorySample) -> None:
        """Count one sample, and ask for the restart when it is due."""
        self._reason = self._why(sample)
        self._in_a_row = 0 if self._reason is None else self._in_a_row + 1
        is_old_enough = self._manager.now() - self._began >= self._rules.min_uptime
        if self._in_a_row >= self._rules.samples and is_old_enough and not self.is_asked:
            self.is_asked = True
            log.warning("restart: %s", self._reason)
            self._manager.alerts.tell("restart", f"Restarting: {self._reason}", self._manager.now())
            self._ask()

    def _why(self, sample: MemorySample) -> str | None:
        above, left = self._rules.above, self._watch.prediction.left if self._watch is not None else None
        if above is not None and sample.uss > above:
            return f"memory is {sample.uss / MEGABYTE:.0f} MB, more than {above / MEGABYTE:.0f} MB"
        if self._rules.left is not None and self._watch is not None and left is not None:
            return self._watch.told() if left.likely <= self._rules.left else None
        return None


def restart_for(
    manager: WebSocketManager,
    config: OperationConfig,
    shutdown: GracefulShutdown | None,
    watch: MemoryWatch | None,
) -> AutoRestart | None:
    """The restarts that the settings ask for; None when they do not. Raises ``ConfigError`` when nobody restarts."""
    above = [config.restart_above_mb * MEGABYTE] if config.restart_above_mb is not None else []
    if config.restart_above_percent is not None:
        above.append(memory_limit(config.memory_limit_mb) * config.restart_above_percent / 100)
    if not above and config.restart_minutes_left is None:
        return None
    if shutdown is None:
        raise ConfigError("restarts are asked for, and there is nobody who restarts this manager: give a `shutdown`.")
    left = None if config.restart_minutes_left is None else config.restart_minutes_left * 60
    rules = RestartRules(min(above, default=None), left, config.restart_samples, config.restart_min_uptime)
    return AutoRestart(manager, rules, shutdown.ask_restart, watch)
