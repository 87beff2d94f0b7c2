"""The cycles themselves, as a program that says what is to be done next: run the scenario, or let time pass.

Whoever drives it does that in its own way, with or without a running loop; what is decided here is the same for all.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING

from pytest_wshygiene.census.writers import Writers
from pytest_wshygiene.churn.bytes import LiveBytes
from pytest_wshygiene.churn.counting import THREADS, Captured, Replaced, Samples, count, is_plain, only_young
from pytest_wshygiene.churn.memory import process_memory
from pytest_wshygiene.churn.placed import OPEN, PLACED, Places, with_places
from pytest_wshygiene.churn.series import Counts, Differing, Pace, paces, trends
from pytest_wshygiene.churn.tracking import Rising, Sizes, Tracked
from pytest_wshygiene.real import REAL

if TYPE_CHECKING:
    from pytest_wshygiene.churn.paths import Roots
    from pytest_wshygiene.churn.soak import Soak
    from pytest_wshygiene.judging.inspector import Inspector

#: What a program asks for: a run of the scenario, or a pause of so many seconds.
RUN = -1.0
Program = Generator[float, float, "Measured"]
#: Pauses after a cycle; the longer ones only while more is there than after the cycle before.
PAUSES = (0.001, 0.004, 0.02)
#: Between the judged cycles and their repetition, more cycles fill what has a bound: seconds, and cycles at most.
FILLING, MOST_FILLING = 0.3, 128
#: ... and of open resources at most so many, because they are a limited good.
MOST_RESOURCES = 200
#: Samples of a soak at least, however short it is, and when somebody has ended it early.
LEAST_SAMPLES, LEAST_EARLY = 6, 4
#: Between two samples at least so many times what a sample costs.
SPARING = 2.0
#: The pauses between a soak's samples differ, or what comes and goes with them would seem to stand still or to grow.
GOLDEN = 0.618
#: The share of a soak's time that may be spent, after it, on seeing who adds.
WATCHING = 0.1


@dataclass(slots=True)
class Measured:
    """What the cycles have shown, before anybody has asked who holds it.

    ``error`` is what ended their repetition early, and ``unknown`` how many things may be growing that it would have
    judged. Of a long run, which ``is_long``, ``elapsed`` is how many seconds it took, and ``watching`` the bytes that
    looking for what grows has added to the process.
    """

    samples: list[Counts] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    paces: dict[str, Pace] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    tracked: list[Tracked] = field(default_factory=list)
    objects: Samples = field(default_factory=Samples)
    live: LiveBytes | None = None
    writers: Writers | None = None
    error: BaseException | None = None
    unknown: int = 0
    is_long: bool = False
    elapsed: float = 0.0
    watching: int = 0

    @property
    def cycles(self) -> list[int]:
        """How many cycles had been run at each sample."""
        return [0, *accumulate(self.weights or [1] * (len(self.samples) - 1))]

    def judge(self, grown: dict[str, Pace]) -> None:
        """What of all that has ``grown`` by the samples is suspect."""
        kinds, self.places = with_places(grown, self.samples[0], self.samples[-1])
        self.paces = {name: pace for name, pace in kinds.items() if not is_plain(name) or pace.is_even}

    @property
    def is_quiet(self) -> bool:
        """True when nothing is suspect."""
        return not self.paces and not self.tracked

    @property
    def time(self) -> float:
        """Seconds that a cycle takes, the median; of a long run the mean, with all that was done in between."""
        if self.is_long:
            return self.elapsed / max(self.cycles[-1], 1)
        return median(self.seconds) if self.seconds else 0.0


class Cycles:
    """Measures one scenario: ``judge`` in every case, ``confirm`` only where something is suspect."""

    def __init__(self, inspector: Inspector | None, roots: Roots, settle: float, root: str) -> None:
        self._inspector = inspector
        self._roots = roots
        self._settle = settle
        self._root = root
        self._captured = Captured()

    def judge(self, cycles: int, warm_up: int, traced: bool = False) -> Program:
        """Warm up, run the cycles, and return what is suspect; ``traced``: with all memory, which takes longer."""
        for _ in range(warm_up):
            yield RUN
        yield PAUSES[0]
        self._captured = Captured()
        found = Measured()
        sizes = Sizes(self._roots)
        live = LiveBytes(self._root) if traced else None
        with only_young(), live.tracing() if live is not None else nullcontext():
            yield from self._run(found, cycles, live)
            yield from self._last_chance(found)
            found.live = live
            found.judge(paces(found.samples))
            found.objects = Samples(found.paces)
        found.tracked = sizes.grown(cycles)
        return found

    def confirm(self, found: Measured, cycles: int) -> Program:
        """Watch who adds, then run more of them, and keep as suspect only what goes on growing."""
        with _keeping(found):
            found.writers = Writers([tracked.size for tracked in found.tracked])
            with found.writers.watching():
                yield from self._watched(found, found.writers, cycles if found.is_long else 1)
            if found.is_long:  # many samples are a confirmation by themselves
                return found
            yield from self._fill(found)
            yield from self._again(found, cycles)
        return found

    def _watched(self, found: Measured, writers: Writers, cycles: int) -> Generator[float, float, None]:
        """So many cycles, and after a soak more, until all that grow have been seen growing."""
        end = REAL.monotonic() + WATCHING * found.time * found.cycles[-1]
        while cycles > 0 or (found.is_long and not writers.have_seen_all and REAL.monotonic() < end):
            yield RUN
            self._captured.forget()
            cycles -= 1

    def soak(self, warm_up: int, soak: Soak) -> Program:
        """Run on until the soak is over, with samples in its pauses; suspect is what grows steadily."""
        for _ in range(warm_up):
            yield RUN
        yield PAUSES[0]
        self._captured = Captured()
        found = Measured(is_long=True)
        rising = Rising(self._roots)
        self._sample(found, rising)
        begin, cost = REAL.monotonic(), 0.0
        while not soak.is_over or len(found.samples) < (LEAST_EARLY if soak.interrupted else LEAST_SAMPLES):
            pause = max(soak.pause, SPARING * cost) * (0.5 + GOLDEN * len(found.samples) % 1)
            yield from self._stretch(found, soak, pause)
            start = REAL.monotonic()
            self._sample(found, rising, found.weights[-1])
            cost = REAL.monotonic() - start
        found.elapsed = REAL.monotonic() - begin
        found.judge(trends(found.samples, found.cycles))
        found.objects = Samples(found.paces)
        found.tracked = rising.judged()
        return found

    def _stretch(self, found: Measured, soak: Soak, pause: float) -> Generator[float, float, None]:
        """As many cycles as fit into the pause between two samples; a last, short one would tell little."""
        end, number, before = REAL.monotonic() + pause, 0, sum(found.weights)
        while not number or (REAL.monotonic() < end and not soak.interrupted):
            yield RUN
            self._captured.forget()
            number += 1
            soak.tell(before + number, found.memory[-1] if found.memory else 0)
        found.weights.append(number)
        yield PAUSES[-1]

    def _sample(self, found: Measured, rising: Rising, cycles: int = 0) -> None:
        """Count, measure and read the memory after so many cycles, and look for more that grows when it is time."""
        counts = count(self._inspector)
        found.samples.append(Differing(found.samples[0], counts) if found.samples else counts)
        if cycles:
            rising.sample(cycles)
        memory = self._memory(found, rising)
        if memory is not None:
            found.memory.append(memory)
        if cycles and rising.is_due:
            rising.look()
            found.watching += (self._memory(found, rising) or 0) - (memory or 0)

    def _memory(self, found: Measured, rising: Rising) -> int | None:
        """The memory of the process, less what watching it has taken: who watches for hours remembers ever more."""
        memory = process_memory()
        if memory is None:
            return None
        notes = rising.notes + sum(each.notes for each in found.samples if isinstance(each, Differing))
        return memory - notes - found.watching

    def _read(self, found: Measured) -> None:
        if (memory := process_memory()) is not None:
            found.memory.append(memory)

    def _run(self, found: Measured, cycles: int, live: LiveBytes | None) -> Generator[float, float, None]:
        """So many cycles, with a sample before the first and after each."""
        found.samples.append(count(self._inspector))
        self._read(found)
        if live is not None:
            live.measure()
        for _ in range(cycles):
            if live is not None:
                live.begin()
            found.seconds.append((yield RUN))
            if live is not None:
                live.end()
            yield from self._after_cycle(found)
            self._read(found)
            if live is not None:
                live.measure()
            for tracked in found.tracked:
                tracked.measure()

    def _after_cycle(self, found: Measured) -> Generator[float, float, None]:
        self._captured.forget()
        before = found.samples[-1]
        for index, pause in enumerate(PAUSES):
            yield pause
            if index:
                found.samples.pop()
            found.samples.append(count(self._inspector))
            if not any(_is_more(name, number, before) for name, number in found.samples[-1].items()):
                break

    def _last_chance(self, found: Measured) -> Generator[float, float, None]:
        """Give what is still finishing the time that every suspect gets."""
        end, pause = REAL.monotonic() + self._settle, PAUSES[-1]
        while with_places(paces(found.samples), found.samples[0], found.samples[-1])[0] and REAL.monotonic() < end:
            yield pause
            found.samples[-1] = count(self._inspector)
            pause *= 2

    def _fill(self, found: Measured) -> Generator[float, float, None]:
        opened = max([pace.most for name, pace in found.paces.items() if name.startswith(OPEN)], default=0)
        end = REAL.monotonic() + FILLING
        for _ in range(min(MOST_FILLING, MOST_RESOURCES // opened if opened else MOST_FILLING)):
            yield RUN
            yield 0.0
            self._captured.forget()
            if REAL.monotonic() > end:
                break

    def _again(self, found: Measured, cycles: int) -> Generator[float, float, None]:
        """As many cycles again, with memory traced; what does not go on growing is struck off."""
        again, live = Measured(tracked=found.tracked), LiveBytes(self._root)
        for tracked in found.tracked:
            tracked.restart()
        replaced = Replaced(found.paces)
        with only_young(), live.tracing():
            yield from self._run(again, cycles, live)
            seen, more = paces(found.samples), paces(again.samples)
            by_place = {kind: places for kind, places in found.places.items() if kind not in seen}
            found.paces = {n: pace for n, pace in found.paces.items() if _goes_on(n, pace, more, by_place)}
            found.objects = Samples(found.paces)
        gone = replaced.names(cycles)
        found.paces = {n: pace for n, pace in found.paces.items() if n not in gone}
        found.live = live
        found.tracked = [tracked for tracked in found.tracked if tracked.pace().is_suspect]


def _is_more(name: str, number: int, before: Counts) -> bool:
    """True for what there is more of, wherever that was opened."""
    return number > before.get(name, 0) and not name.startswith(PLACED)


def _goes_on(name: str, pace: Pace, more: dict[str, Pace], by_place: Places) -> bool:
    """What is open after its time is certain at once; anything else must grow again, or one of its places must."""
    if name in by_place:
        return any(place in more for place in by_place[name])
    if name == THREADS or name.startswith(OPEN):
        return True
    return name in more and pace.goes_on(more[name])


@contextmanager
def _keeping(found: Measured) -> Iterator[None]:
    """An error in the repetition ends it and is told; what has been seen growing by then stands."""
    try:
        yield
    except Exception as error:
        found.error = error
        gone_on = [tracked for tracked in found.tracked if tracked.has_gone_on]
        found.unknown = len(found.tracked) - len(gone_on)
        found.tracked = gone_on
