"""Which method of a class sets the event that its thread waits for."""

from __future__ import annotations

import threading

import pytest

from pytest_wshygiene.suspended.waking import leads_to


class Blocking:
    def __init__(self) -> None:
        self.over = threading.Event()

    def shutdown(self) -> None:
        self.over.set()

    def close(self) -> None:
        self._end()

    def _end(self) -> None:
        self.over.set()

    def pause(self) -> None:
        print("paused")


class Background(Blocking):
    def shutdown(self) -> None:
        super().shutdown()


@pytest.mark.parametrize(
    ("method", "leads"),
    [("shutdown", True), ("close", True), ("pause", False), ("missing", False)],
    ids=["overridden", "through another", "has to do with nothing", "there is none"],
)
def test_a_method_that_has_to_do_with_it(method: str, leads: bool) -> None:
    assert leads_to(Background, method, "over") == leads
