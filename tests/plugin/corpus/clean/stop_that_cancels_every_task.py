"""A service is stopped as the last thing: what it has scheduled cancels every task of its loop, and may stop that.

The loops are in the care of a fixture, which closes them in the end.
"""

import asyncio

import pytest


class Service:
    """Work on a loop of its own, which is driven by hand."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()

    def cancel_soon(self):
        self.loop.call_soon(self._cancel)

    def stop_soon(self):
        self.loop.call_soon(self._stop)

    def _cancel(self):
        for task in asyncio.all_tasks(self.loop):
            task.cancel()

    def _stop(self):
        self._cancel()
        self.loop.stop()


@pytest.fixture(scope="module")
def loops():
    kept = []
    yield kept
    for loop in kept:
        loop.close()


def test_cancels_at_the_end(loops):
    service = Service()
    loops.append(service.loop)
    service.cancel_soon()


def test_stops_at_the_end(loops):
    service = Service()
    loops.append(service.loop)
    service.stop_soon()
