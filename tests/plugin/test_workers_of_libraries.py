"""What an installed library starts for itself at its first use is nobody's leak; what it starts for a test is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Installed = Callable[..., Callable[[str], pytest.RunResult]]


LIBRARY = """
import asyncio, concurrent.futures, contextvars, logging, threading

CLIENTS = []
EXECUTOR = None
LOOP = contextvars.ContextVar("LOOP", default=None)
STATE = threading.local()

class Bar:
    monitor = None

    def __init__(self):
        if Bar.monitor is None:
            Bar.monitor = started("monitor")

class Client:
    def __init__(self):
        self.reader = started("reader")
        CLIENTS.append(self)

class Keeper:
    def __init__(self):
        self._thread = None

    def keep(self):
        self._thread = self._thread or started("keeper")

_keeper, SHARED = Keeper(), Keeper()

def started(name):
    thread = threading.Thread(target=threading.Event().wait, name=name, daemon=True)
    thread.start()
    return thread

def run(coroutine, place):
    loop = asyncio.new_event_loop()
    LOOP.set(loop) if place == "context" else setattr(STATE, "loop", loop)
    return loop.run_until_complete(coroutine)

async def look_out():
    while True:
        await asyncio.sleep(60)

async def look_out_for(client):
    while True:
        await asyncio.sleep(60)

def respond(client=None):
    asyncio.get_running_loop().create_task(look_out_for(client) if client else look_out())

def set_up():
    logging.getLogger().addHandler(logging.StreamHandler())

def parallel(function, value):
    global EXECUTOR
    EXECUTOR = EXECUTOR or concurrent.futures.ThreadPoolExecutor(2)
    return EXECUTOR.submit(function, value).result()
"""

TESTS = """
import asyncio, threading
import bars

def test_monitor_of_the_library():
    bars.Bar()

def test_executor_of_the_library():
    assert bars.parallel(abs, -1) == 1

def test_loops_of_the_library():
    bars.run(asyncio.sleep(0), "context")
    bars.run(asyncio.sleep(0), "thread")

def test_watcher_of_the_library():
    async def respond():
        bars.respond()
        await asyncio.sleep(0)

    asyncio.run(respond())

def test_watcher_that_the_library_starts_again_each_time():
    async def respond():
        for _ in range(3):
            bars.respond()
        await asyncio.sleep(0)

    asyncio.run(respond())

def test_logging_of_the_library():
    bars.set_up()

def test_watcher_of_a_client():
    async def respond():
        bars.respond("client")
        await asyncio.sleep(0)

    asyncio.run(respond())

def test_thread_of_the_library_that_its_own_object_keeps():
    bars._keeper.keep()

def test_thread_that_the_library_gives_to_be_ended():
    bars.SHARED.keep()

def test_client_in_a_list_of_the_library():
    bars.Client()

def test_thread_of_the_test_in_a_variable_of_the_library():
    bars.Bar.monitor = threading.Thread(target=threading.Event().wait, daemon=True)
    bars.Bar.monitor.start()
"""


def test_only_what_a_library_keeps_for_itself_is_left_alone(installed: Installed) -> None:
    result = installed(bars=LIBRARY)(TESTS)
    result.assert_outcomes(passed=11, errors=5)
    result.stdout.fnmatch_lines_random(
        [
            "WSH200 * when the event loop of *test_watcher_of_a_client was closed.",
            "WSH200 * of *test_watcher_that_the_library_starts_again_each_time was closed. (3 x)",
            "WSH200 * was still alive 0.1 s after *test_thread_that_the_library_gives_to_be_ended.",
            "WSH200 * was still alive 0.1 s after *test_client_in_a_list_of_the_library.",
            "WSH200 * was still alive 0.1 s after *test_thread_of_the_test_in_a_variable_of_the_library.",
        ]
    )


CLUSTER = """
import asyncio, threading

class Cluster:
    def __init__(self, on_start=None):
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(on_start)))
        self._thread.start()

    async def _serve(self, on_start):
        asyncio.get_running_loop().call_later(60, self._report)
        if on_start is not None:
            on_start()

    def _report(self):
        pass

    def close(self):
        self._thread.join()

class Engine:
    def __init__(self):
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,))
        self._thread.start()
        ready.wait()

    def _run(self, ready):
        self._loop = asyncio.new_event_loop()
        self._loop.call_later(60, print)
        self._loop.call_soon(ready.set)
        self._loop.run_forever()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

class Dialer(asyncio.Protocol):
    def connection_lost(self, error):
        self.again = asyncio.create_task(asyncio.sleep(60))

async def dial(port):
    await asyncio.get_running_loop().create_connection(Dialer, "127.0.0.1", port)

def remind(function):
    asyncio.get_running_loop().call_later(60, function)
"""

OF_CLUSTERS = """
import asyncio
import clusters

def test_timer_of_a_library_on_its_own_loop():
    clusters.Cluster().close()

def test_own_timer_on_the_loop_of_a_library():
    clusters.Cluster(lambda: asyncio.get_running_loop().call_later(60, print)).close()

def test_timer_of_a_library_on_a_loop_of_the_test():
    async def use():
        clusters.remind(print)

    asyncio.run(use())

def test_timer_of_a_library_on_its_own_loop_that_another_thread_closes():
    clusters.Engine().close()

def test_protocol_of_a_library_that_would_connect_again():
    async def use():
        async with await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0) as server:
            await clusters.dial(server.sockets[0].getsockname()[1])
            await asyncio.sleep(0.05)

    asyncio.run(use())
"""


def test_a_timer_of_a_library_ends_with_its_own_loop(installed: Installed) -> None:
    result = installed(clusters=CLUSTER)(OF_CLUSTERS)
    result.assert_outcomes(passed=5, errors=3)
    result.stdout.fnmatch_lines_random(
        [
            "WSH200 * when the event loop of *test_own_timer_on_the_loop_of_a_library was closed.",
            "WSH200 * when the event loop of *test_timer_of_a_library_on_a_loop_of_the_test was closed.",
            "    born      *.py:22 in",
            "              test_protocol_of_a_library_that_would_connect_again.<locals>.use",
            "              by clusters.py:* in dial",
        ]
    )


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


OF_A_FIXTURE = """
import asyncio

import pytest

import clocks

class Board:
    def __init__(self):
        self.alarm = clocks.Alarm()

@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()

@pytest.fixture
def board(loop):
    async def start():
        board = Board()
        board.alarm.start()
        await asyncio.sleep(0)
        return board

    return loop.run_until_complete(start())

def test_board(board):
    assert board.alarm
"""


def test_a_library_s_object_in_the_value_of_a_fixture_is_stopped_in_its_teardown(installed: Installed) -> None:
    result = installed(clocks=CLOCKS)(OF_A_FIXTURE)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["    release   in the teardown of `board`: `board.alarm.stop()`"])


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


PINGS = """
import threading, time

class Pinger:
    def __init__(self):
        self._over = threading.Event()
        threading.Thread(target=self._ping, daemon=True).start()

    def _ping(self):
        self._over.wait(60)

    def close(self):
        self.is_open = False

class Beeper(Pinger):
    def close(self):
        self._end()

    def _end(self):
        self._over.set()

class Redialer:
    def __init__(self):
        threading.Thread(target=self._redial, daemon=True).start()

    def _redial(self):
        time.sleep(60)

    def stop(self):
        self.is_stopped = True
"""

OF_PINGS = """
import threading
import pings

def test_its_end_forgets_the_thread():
    pings.Pinger().close()

def test_its_end_was_forgotten():
    pings.Beeper()

def test_nothing_can_wake_it():
    pings.Redialer().stop()

def test_thread_of_the_test():
    over = threading.Event()
    threading.Thread(target=lambda: over.wait(60), daemon=True).start()
"""


def test_what_ends_a_thread_is_what_it_waits_for(installed: Installed) -> None:
    result = installed(pings=PINGS)(OF_PINGS)
    result.assert_outcomes(passed=4, errors=4)
    result.stdout.fnmatch_lines(
        [
            "    release   keep the thread; at the end set `Pinger._over`, then `thread.join()`",
            "*_its_end_was_forgotten.",
            "    release   keep the `Beeper`; at the end its `close()`",
            "*_nothing_can_wake_it.",
            "    release   keep the thread; at the end set an event, for which it should wait in place of*",
            "*_thread_of_the_test.",
            "    release   keep the thread; at the end set `over`, then `thread.join()`",
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


def test_what_ends_the_whole_is_no_way_to_take_a_handler_off(installed: Installed, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nwshygiene_discover = doors\n")
    result = installed(doors=DOORS)(OF_DOORS)
    result.stdout.fnmatch_lines(
        [
            "WSH100 *: `fixture house` grew 0 -> 1 and was still so *::test_bell. (confirmed 3/3)",
            "    release   take the handler off where the connection ends, in a `finally`",
        ]
    )


WIRE = """
import threading

class Wire:
    def __init__(self):
        listen()

    def close(self): ...

class Line:
    def __init__(self):
        self.wire = made()

    async def aclose(self): ...

class Plain:
    def __init__(self):
        self.wire = made()

class _Hidden:
    def __init__(self):
        listen()

    def close(self): ...

class Entered:
    def __enter__(self):
        listen()

    def __exit__(self, *_): ...

    def close(self): ...

def listen():
    threading.Thread(target=wait, daemon=True).start()

def wait():
    threading.Event().wait()

def made():
    return Wire()

def hidden():
    return _Hidden()
"""


@pytest.mark.parametrize(
    ("use", "advice"),
    [
        ("wire.Wire()", "keep the `Wire`; at the end its `close()`"),
        ("wire.made()", "keep the `Wire`; at the end its `close()`"),
        ("wire.Line()", "keep the `Line`; at the end `await` its `aclose()`"),
        ("wire.Plain()", "keep the `Wire`; at the end its `close()`"),
        ("wire.hidden()", "keep the thread; at the end tell it to stop, then `thread.join()`"),
        ("wire.Entered().__enter__()", "keep the thread; at the end tell it to stop, then `thread.join()`"),
    ],
    ids=["itself", "by a function", "by another", "by one that cannot be closed", "private", "by entering"],
)
def test_what_an_object_of_a_library_starts_is_closed_with_that(installed: Installed, use: str, advice: str) -> None:
    tests = f"import wire\n\ndef test_it():\n    {use}\n"
    assert f"release   {advice}\n" in installed(wire=WIRE)(tests).stdout.str() + "\n"


@pytest.mark.parametrize("way", ["fork", "spawn", "forkserver"])
def test_an_end_that_an_object_has_of_its_own(installed: Installed, way: str) -> None:
    """The method is set on the object when it starts, as that of `multiprocessing.Manager` is."""
    made = f'multiprocessing.get_context("{way}").Manager()'
    tests = f"import multiprocessing\n\nKEPT = []\n\ndef test_it():\n    KEPT.append({made})\n"
    installed()(tests).stdout.fnmatch_lines(["    release   `*.KEPT[[]0[]].shutdown()`"])


def test_nothing_is_closed_through_the_private_parts_of_a_library(installed: Installed) -> None:
    """A function that gives the socket away: it is for whom it was given to close it, not the place that keeps it."""
    library = """
import socket

class _Kept:
    def __init__(self):
        self._sockets = []

KEPT = _Kept()

def connect():
    KEPT._sockets.append(socket.socket())
    return KEPT._sockets[-1]
"""
    result = installed(plug=library)("import plug\n\ndef test_it():\n    plug.connect()\n")
    result.stdout.fnmatch_lines(["*held by   plug.KEPT._sockets*", "*release   `sock.close()`*"])
