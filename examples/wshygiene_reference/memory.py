"""How much memory the process has, how fast that grows, and what is done when it is too much."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import psutil

from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.trend import growth_rate

log = logging.getLogger("wshygiene_reference")

#: Samples that are kept: a day at one a minute.
KEPT = 1440
MEGABYTE = 1024 * 1024
#: Samples that a slope takes, and the seconds they span at least: fewer show how a server starts, not how it goes on.
FEWEST, SHORTEST = 5, 300.0


@dataclass(frozen=True, slots=True)
class MemorySample:
    """The process at one moment. ``at`` is seconds of the loop's clock; ``uss`` is bytes that are only its own."""

    at: float
    uss: int
    percent: float
    objects: int
    tasks: int
    connections: int
    subscriptions: int
    cache: int


class Counts(NamedTuple):
    """What is held at the moment, and how many connections and messages there have been so far."""

    connections: int
    subscriptions: int
    cache: int
    traffic: int


def growth_of(samples: Sequence[MemorySample]) -> float | None:
    """Robust slope of the memory, in bytes per hour; None where the samples are too few, or span too little time."""
    if len(samples) < FEWEST or samples[-1].at - samples[0].at < SHORTEST:
        return None
    return growth_rate([(each.at, each.uss) for each in samples]) * 3600


class MemoryMonitor:
    """Samples the memory, calls what relieves it when there is too little left, and collects garbage at quiet times.

    What the process gives back to the system says nothing about leaks, since allocators keep it; a slope over hours
    does.
    """

    def __init__(self, config: ManagerConfig, counts: Callable[[], Counts]) -> None:
        self._config = config
        self._counts = counts
        self._process = psutil.Process()
        self._relief: list[Callable[[], object]] = []
        self._looked = float("-inf")
        self._percent = 0.0
        self._traffic = self._traffic_collected = 0
        #: How often garbage was collected because there was little else to do.
        self.quiet_collections = 0
        self.samples: deque[MemorySample] = deque(maxlen=KEPT)

    def on_pressure(self, relieve: Callable[[], object]) -> None:
        """Call ``relieve`` whenever memory runs short; for parts that live as long as the monitor."""
        self._relief.append(relieve)

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            await asyncio.sleep(self._config.memory_interval)
            self.sample()
            self.collect_when_quiet()

    def sample(self) -> MemorySample:
        """Look once, and relieve the memory when it is short."""
        counts = self._counts()
        taken = MemorySample(
            at=asyncio.get_running_loop().time(),
            uss=self._process.memory_full_info().uss,
            percent=psutil.virtual_memory().percent,
            objects=len(gc.get_objects()),  # some 20 ns for each of them
            tasks=len(asyncio.all_tasks()),
            connections=counts.connections,
            subscriptions=counts.subscriptions,
            cache=counts.cache,
        )
        self.samples.append(taken)
        if taken.percent >= self._config.memory_alert_percent:
            self.relieve()
        return taken

    def relieve(self) -> None:
        """Drop what can be done without, and collect garbage."""
        log.warning("memory is short: clearing caches and collecting garbage")
        for relieve in self._relief:
            relieve()
        gc.collect()

    def collect_when_quiet(self) -> bool:
        """Collect all garbage if there was little traffic since the last call, and any since the last collection.

        A full collection stops the loop, for some 100 ms and a million objects; now hardly anybody notices.
        """
        before, self._traffic = self._traffic, self._counts().traffic
        rate = self._config.quiet_rate
        if rate is None or self._traffic - before > rate * self._config.memory_interval:
            return False
        if self._traffic == self._traffic_collected:
            return False
        self._traffic_collected = self._traffic
        self.quiet_collections += 1
        log.debug("little traffic: %d objects were garbage", gc.collect())
        return True

    @property
    def growth_bytes_per_hour(self) -> float | None:
        """Robust slope of the memory over the samples that are kept, in bytes per hour; None while it is unknown."""
        return growth_of(self.samples)

    @property
    def growth_mb_per_hour(self) -> float | None:
        """The same in units of 1024 * 1024 bytes."""
        rate = self.growth_bytes_per_hour
        return None if rate is None else rate / MEGABYTE

    @property
    def is_short(self) -> bool:
        """True while the machine has too little memory for anybody else; looked up at most once a second."""
        now = asyncio.get_running_loop().time()
        if now - self._looked >= 1:
            self._looked = now
            self._percent = float(psutil.virtual_memory().percent)  # some 60 us, too much for every handshake
        return self._percent >= self._config.max_memory_percent
