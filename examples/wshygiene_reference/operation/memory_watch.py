"""How much memory the process may have, and when it will: told before it is too late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import psutil

from wshygiene_reference.background import BackgroundTasks
from wshygiene_reference.memory import MEGABYTE, MemorySample
from wshygiene_reference.operation.prediction import Prediction, Verdict, predict
from wshygiene_reference.operation.sampling import each_sample

if TYPE_CHECKING:
    from wshygiene_reference.operation.config import OperationConfig
    from wshygiene_reference.server import WebSocketManager

#: The control groups: where they are, and which of them this process is in.
GROUPS, OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def memory_limit(limit_mb: float | None = None, groups: Path = GROUPS, own: Path = OWN_GROUP) -> int:
    """Bytes that the process may have: ``limit_mb``, or else what the machine has, or its container or unit if less."""
    if limit_mb is not None:
        return int(limit_mb * MEGABYTE)
    limits = [int(psutil.virtual_memory().total)]
    for file in _limit_files(groups, own):
        try:
            limits.append(int(file.read_text()))
        except (OSError, ValueError):  # there is none, or it says "max"
            continue
    return min(limits)


def _limit_files(groups: Path, own: Path) -> Iterator[Path]:
    """Where the kernel says what this process and the groups around it may have, in both versions of the groups."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        lines = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers or "memory" in controllers.split(","):
            top, name = (groups / "memory", "memory.limit_in_bytes") if controllers else (groups, "memory.max")
            group = top / path.lstrip("/")
            yield from (each / name for each in (group, *group.parents) if each.is_relative_to(top))


class MemoryWatch:
    """Judges the samples of ``manager``'s memory whenever there is a new one, and alerts when little time is left.

    ``limit`` is bytes, ``alert_hours`` the time that is left when it is alerted. The number of connections counts as
    the load that memory may depend on.
    """

    def __init__(self, manager: WebSocketManager, limit: int, alert_hours: float) -> None:
        self._manager = manager
        self._alert_hours = alert_hours
        self._tasks = BackgroundTasks()
        self.limit = limit
        self.prediction = Prediction(Verdict.UNKNOWN, "there are no samples yet")

    async def __aenter__(self) -> Self:
        self._tasks.keep("memory watch", lambda: each_sample(self._manager, self.look))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._tasks.end()

    def look(self, sample: MemorySample) -> Prediction:
        """Predict anew. That takes some 10 ms once there are many samples."""
        samples = self._manager.memory.samples
        self.prediction = predict(
            [(each.at, float(each.uss)) for each in samples],
            self.limit,
            [float(each.connections) for each in samples],
        )
        left = self.prediction.left
        if left is not None and left.earliest <= self._alert_hours * 3600:
            self._manager.alerts.tell("prediction", self.told(), self._manager.now())
        return self.prediction

    def told(self) -> str:
        """The prediction as a sentence."""
        said, left = self.prediction, self.prediction.left
        if left is None:
            return f"Memory: {said.verdict} ({said.reason})"
        latest = "never" if left.latest is None else f"{left.latest / 3600:.1f} h"
        return (
            f"Memory reaches {self.limit // MEGABYTE} MB in {left.likely / 3600:.1f} h "
            f"(between {left.earliest / 3600:.1f} h and {latest})"
        )


def watch_for(manager: WebSocketManager, config: OperationConfig) -> MemoryWatch | None:
    """The watch that the settings ask for; None when they do not."""
    if not config.predict_memory and config.restart_minutes_left is None:
        return None
    return MemoryWatch(manager, memory_limit(config.memory_limit_mb), config.predict_alert_hours)
