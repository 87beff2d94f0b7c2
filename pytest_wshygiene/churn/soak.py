"""A soak: the same scenario for a long time, with the verdict at its end, or so far when somebody ends it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_wshygiene.real import REAL

#: Samples in all, and seconds between two at least.
SAMPLES, SHORTEST = 120, 0.05


class Soak:
    """The time that one test has, how far it is, and whether somebody has pressed Ctrl-C."""

    def __init__(self, item: pytest.Item, seconds: float) -> None:
        self._item = item
        self._seconds = seconds
        self._start = REAL.monotonic()
        self._told = 0.0
        self.interrupted = False

    @property
    def pause(self) -> float:
        """Seconds between two samples, in the mean."""
        return max(self._seconds / SAMPLES, SHORTEST)

    @property
    def is_over(self) -> bool:
        """True when the time is up, or somebody has ended it."""
        return self.interrupted or REAL.monotonic() - self._start >= self._seconds

    def tell(self, cycles: int, memory: int) -> None:
        """Tell a person how far it is, once a second; ``memory`` of the process, in bytes, 0 where unknown."""
        spent = REAL.monotonic() - self._start
        if spent - self._told >= 1 and sys.__stderr__ is not None and sys.__stderr__.isatty():
            self._told = spent
            self.say(f"soak {spent:.0f} of {self._seconds:.0f} s: {cycles:,} cycles, {memory / 1e6:.1f} MB", again=True)

    def say(self, text: str, again: bool = False) -> None:
        """Write past pytest's capturing; ``again``: over the last line."""
        manager, writer = self._item.config.pluginmanager, self._item.config.get_terminal_writer()
        reporter: Any = manager.get_plugin("terminalreporter")
        capture: Any = manager.get_plugin("capturemanager")
        if reporter is None:
            return
        with capture.global_and_fixture_disabled() if capture is not None else _nothing():
            if again:
                reporter.rewrite(text, erase=True)
            else:
                reporter.ensure_newline()
                if writer.width_of_current_line:  # the dots of -q, of which the reporter keeps no account
                    writer.line()
                reporter.write_line(text)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take Ctrl-C as the wish for the verdict so far; a second one is for pytest."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._stop(signal.getsignal(signal.SIGINT)))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            if self.interrupted:
                self._item.session.shouldstop = "interrupted during a soak"

    def _stop(self, before: Any) -> Callable[[int, Any], None]:
        def stop(number: int, frame: Any) -> None:
            if self.interrupted and callable(before):
                before(number, frame)
            self.interrupted = True

        return stop


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def share_of(item: pytest.Item, seconds: float) -> float:
    """What one test gets of the time that was asked for: as much as every other selected churn test."""
    tests = [each for each in item.session.items if "wshygiene_churn" in getattr(each, "fixturenames", ())]
    return seconds / max(len(tests), 1)
