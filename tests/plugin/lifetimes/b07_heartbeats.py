"""Timers, tasks and threads of wider fixtures that start themselves again while tests run."""

import asyncio
import threading
import time

import pytest


class Manager:
    """Beats by a timer and by a task, and puts its deadline off whenever it is used."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.beats = 0
        self.sweeper = asyncio.create_task(self.sweep())
        self.deadline = None
        self.beat()
        self.touch()

    def beat(self):
        self.beats += 1
        self.timer = self.loop.call_later(0.005, self.beat)

    async def sweep(self):
        while True:
            await asyncio.create_task(asyncio.sleep(0.005))

    def touch(self):
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = self.loop.call_later(60, print)

    async def close(self):
        self.timer.cancel()
        self.deadline.cancel()
        self.sweeper.cancel()


@pytest.fixture(scope="session")
async def manager():
    manager = Manager()
    yield manager
    await manager.close()


@pytest.fixture(scope="session")
def flusher():
    """A thread that starts a timer thread again and again."""
    state = {"on": True}

    def again():
        if state["on"]:
            timer = threading.Timer(0.01, again)
            timer.start()
            state["timer"] = timer

    again()
    yield state
    state["on"] = False
    state["timer"].join()


@pytest.mark.parametrize("turn", [1, 2, 3])
async def test_beats_while_the_test_runs(manager, turn):
    before = manager.beats
    await asyncio.sleep(0.03)
    assert manager.beats > before


@pytest.mark.parametrize("turn", [1, 2])
async def test_used_by_the_test(manager, turn):
    manager.touch()


@pytest.mark.parametrize("turn", [1, 2])
def test_timer_threads(flusher, turn):
    time.sleep(0.03)
