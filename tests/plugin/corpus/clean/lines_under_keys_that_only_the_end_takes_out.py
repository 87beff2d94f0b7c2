# run: discover
# clean: what a module's object opens under a key can be taken back by nobody; its close() ends all of it
import asyncio
import concurrent.futures
import itertools
import socket
import threading

import pytest

NAMES = itertools.count()


class Hub:
    def __init__(self):
        self.lines = {}
        self.pools = {}
        self.count = 0

    def line(self, name):
        if name not in self.lines:
            self.lines[name] = socket.socket()
            self.count += 1
        return self.lines[name]

    def pool(self, name):
        if name not in self.pools:
            self.pools[name] = concurrent.futures.ThreadPoolExecutor(1)
        return self.pools[name]

    def close(self):
        for line in self.lines.values():
            line.close()
        while self.pools:
            self.pools.popitem()[1].shutdown()


class Floor:
    """Has a hub, and threads under names."""

    def __init__(self):
        self.hub = Hub()
        self.halt = threading.Event()
        self.watchers = {}

    def watch(self, name):
        self.watchers[name] = threading.Thread(target=self.halt.wait)
        self.watchers[name].start()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.halt.set()
        for watcher in self.watchers.values():
            watcher.join()
        self.hub.close()


@pytest.fixture(scope="module")
def floor():
    with Floor() as floor:
        yield floor


def test_a_line(floor):
    assert floor.hub.line(f"orders-{next(NAMES)}").fileno() > 0


def test_two_lines(floor):
    for _ in range(2):
        floor.hub.line(f"quotes-{next(NAMES)}").setblocking(False)


def test_a_pool(floor):
    assert floor.hub.pool(f"io-{next(NAMES)}").submit(int, "3").result(5) == 3


def test_a_watcher(floor):
    floor.watch(f"watcher-{next(NAMES)}")


async def test_a_line_in_a_loop(floor):
    floor.hub.line(f"async-{next(NAMES)}").setblocking(False)
    await asyncio.sleep(0)
