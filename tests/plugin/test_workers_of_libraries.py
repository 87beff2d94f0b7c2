"""What an installed library starts for itself at its first use is nobody's leak; what it starts for a test is."""

from __future__ import annotations

from .conftest import Installed

LIBRARY = """
import asyncio, concurrent.futures, contextvars, logging, socket, threading

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

class Spare:
    def __init__(self):
        self._file = None

    def keep(self):
        self._file = self._file or open("/dev/null")

class Reactor:
    def __init__(self):
        self.readers = []

    def listen(self):
        self.readers.append(socket.create_server(("127.0.0.1", 0)))

_keeper, SHARED = Keeper(), Keeper()
_spare, OPENED = Spare(), Spare()
reactor = Reactor()

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
from bars import reactor

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

def test_file_of_the_library_that_its_own_object_keeps():
    bars._spare.keep()

def test_file_that_the_library_gives_to_be_closed():
    bars.OPENED.keep()

def test_what_the_reactor_of_the_program_is_told_to_serve():
    reactor.listen()

def test_client_in_a_list_of_the_library():
    bars.Client()

def test_thread_of_the_test_in_a_variable_of_the_library():
    bars.Bar.monitor = threading.Thread(target=threading.Event().wait, daemon=True)
    bars.Bar.monitor.start()
"""


def test_only_what_a_library_keeps_for_itself_is_left_alone(installed: Installed) -> None:
    result = installed(bars=LIBRARY)(TESTS)
    result.assert_outcomes(passed=14, errors=7)
    result.stdout.fnmatch_lines_random(
        [
            "WSH200 * when the event loop of *test_watcher_of_a_client was closed.",
            "WSH200 * of *test_watcher_that_the_library_starts_again_each_time was closed. (3 x)",
            "WSH200 * was still alive 0.1 s after *test_thread_that_the_library_gives_to_be_ended.",
            "WSH400 * was still open 0.1 s after *test_file_that_the_library_gives_to_be_closed.",
            "WSH400 * was still open 0.1 s after *test_what_the_reactor_of_the_program_is_told_to_serve.",
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
