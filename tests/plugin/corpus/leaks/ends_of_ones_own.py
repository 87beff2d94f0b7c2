# leak: task | test_manager | `await ends_of_ones_own.LEFT[0].stop()` | born: poll
# leak: timer | fixture beat (module) | in the teardown of `beat`: `beat.stop()` | born: beat
# leak: event loop | test_background | `ends_of_ones_own.LEFT[1].close()` | born: loop
# leak: socket | test_lines_in_a_list | `ends_of_ones_own.LEFT[2].shutdown()` | born: line
# leak: task | test_close_that_forgets | `ends_of_ones_own.LEFT[3].pump.cancel()`, then await it | born: pump
# leak: task | test_stop_that_only_asks | `ends_of_ones_own.LEFT[4].task.cancel()`, then await it | born: ask
"""An object that can be stopped is told to be stopped, as far as its method speaks of what has leaked."""

import asyncio
import socket
import threading

import pytest
import pytest_asyncio

LEFT = []


async def forever():
    while True:
        await asyncio.sleep(30)


class Manager:
    def start(self):
        self.task = asyncio.create_task(forever())  # <- poll

    async def stop(self):
        self.task.cancel()
        await asyncio.wait([self.task])


async def test_manager():
    LEFT.append(Manager())
    LEFT[0].start()
    await asyncio.sleep(0)


class Beat:
    def __init__(self):
        self.beat()

    def beat(self):
        self.handle = asyncio.get_running_loop().call_later(0.05, self.beat)  # <- beat

    def stop(self):
        self.handle.cancel()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def beat():
    return Beat()


@pytest.mark.asyncio(loop_scope="module")
async def test_beat(beat):
    assert beat.handle


class Background:
    def __init__(self):
        self.loop = asyncio.new_event_loop()  # <- loop
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


def test_background():
    LEFT.append(Background())


class Lines:
    def __init__(self):
        self.lines = []

    def dial(self):
        self.lines.append(socket.socket())  # <- line

    def shutdown(self):
        for line in self.lines:
            line.close()


def test_lines_in_a_list():
    LEFT.append(Lines())
    LEFT[2].dial()


class Feed:
    def start(self):
        self.beat = asyncio.create_task(asyncio.sleep(0))
        self.pump = asyncio.create_task(forever())  # <- pump

    def close(self):
        self.beat.cancel()


async def test_close_that_forgets():
    LEFT.append(Feed())
    LEFT[3].start()
    await asyncio.sleep(0)


class Poller:
    def start(self):
        self.task = asyncio.create_task(forever())  # <- ask

    def stop(self):
        return self.task.done()


async def test_stop_that_only_asks():
    LEFT.append(Poller())
    LEFT[4].start()
    await asyncio.sleep(0)
