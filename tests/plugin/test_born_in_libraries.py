"""Where something was born that a library has made: the line of the test, and what has called in the library."""

from __future__ import annotations

import pytest

from .conftest import Installed

CLOCKS = '''
import asyncio, queue, socket, threading

class Alarm:
    """Asks its loop to be woken, and sleeps from there."""

    def start(self, every=60):
        self.every, self.woken = every, 0
        self._loop = asyncio.get_running_loop()
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self):
        self.woken += 1
        self._timer = self._loop.call_later(self.every, self._ring)

    def _ring(self):
        self.every = 60
        self._loop.call_soon_threadsafe(self._wake)

    def stop(self):
        self._timer.cancel()

class Pump:
    def start(self):
        self._items = queue.Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        self._items.get()

    def stop(self):
        self._items.put(None)

KEPT = []

def dial():
    KEPT.append(socket.socket())
'''

OF_CLOCKS = """
import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

import clocks

KEPT = []

def test_alarm_is_left():
    async def use():
        alarm = clocks.Alarm()
        KEPT.append(alarm)
        alarm.start()
        await asyncio.sleep(0)

    asyncio.run(use())

def test_alarm_has_rung():
    async def use():
        alarm = clocks.Alarm()
        KEPT.append(alarm)
        alarm.start(0.01)
        while alarm.woken < 2:
            await asyncio.sleep(0.01)

    asyncio.run(use())

def test_pump_is_left():
    clocks.Pump().start()

@pytest.fixture(scope="module")
def pool():
    with ThreadPoolExecutor(1) as pool:
        yield pool

def test_pool_is_used(pool):
    pool.submit(int).result()

def test_work_leaves_a_socket(pool):
    pool.submit(clocks.dial).result()
"""


def test_births_by_way_of_a_loop_or_pool(
    installed: Installed,
) -> None:
    result = installed(clocks=CLOCKS)(OF_CLOCKS)
    result.assert_outcomes(passed=5, errors=4)
    result.stdout.fnmatch_lines(
        [
            "WSH200 *test_alarm_is_left was closed.",
            "    born      *.py:14 in test_alarm_is_left.<locals>.use",
            "WSH200 *test_alarm_has_rung was closed.",
            "    born      *.py:23 in test_alarm_has_rung.<locals>.use",
            "WSH200 *test_pump_is_left.",
            "    held by   nobody: it runs by itself, for a `Pump` that nothing else holds",
            "    release   keep the `Pump`; at the end its `stop()`",
            "WSH400 *test_work_leaves_a_socket.",
            "    born      *.py:41 in test_work_leaves_a_socket",
        ]
    )


PROXY = """
import asyncio

class Proxy:
    def __init__(self):
        self.handlers = []

    async def send(self, on_reply):
        self.handlers.append(on_reply)

    async def pair(self):
        await self.send(lambda: None)
"""

OF_PROXIES = """
import asyncio, proxies

def test_pairing(wshygiene_churn):
    proxy = proxies.Proxy()

    async def pair():
        await asyncio.create_task(proxy.pair())

    wshygiene_churn(lambda: asyncio.run(pair()))
"""


def test_growth_in_a_task_of_a_library_is_told_with_the_line_that_has_called(installed: Installed) -> None:
    result = installed(proxies=PROXY)(OF_PROXIES)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*handlers: +1 per cycle",
            "        added     proxies.py:9 in Proxy.send",
            "                  by proxies.py:12 in Proxy.pair",
        ]
    )


DOORS = """
import asyncio

class Door(asyncio.Protocol):
    def __init__(self, guests):
        self.guests = guests

    def welcome(self, guest):
        self.guests.append(guest)

    def connection_lost(self, error):
        self.welcome(asyncio.get_running_loop().create_future())

class House:
    def __init__(self):
        self.guests, self.bells = [], []
        self._spare = Door(self.guests)

    async def open(self):
        door = lambda: Door(self.guests)
        self._server = await asyncio.get_running_loop().create_server(door, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def ring(self, on_ring):
        self.bells.append(on_ring)

    async def disconnect(self):
        self._server.close()
"""

OF_DOORS = """
import asyncio
import pytest, pytest_asyncio
import doors

@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house():
    house = doors.House()
    house.port = await house.open()
    yield house
    await house.disconnect()

@pytest.mark.asyncio(loop_scope="module")
async def test_visit(house):
    _, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.01)

@pytest.mark.asyncio(loop_scope="module")
async def test_bell(house):
    await house.ring(print)
"""


def test_who_adds_in_a_callback_of_a_library_is_told(installed: Installed, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nwshygiene_discover = doors\n")
    result = installed(doors=DOORS)(OF_DOORS)
    result.stdout.fnmatch_lines(
        [
            "WSH300 *: `fixture house.guests` grew 0 -> 1 and was still so *::test_visit. (confirmed 3/3)",
            "    born      doors.py:9 in Door.welcome",
            "              by doors.py:12 in Door.connection_lost",
        ]
    )
