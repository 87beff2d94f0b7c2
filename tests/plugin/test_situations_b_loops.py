"""Loops that tests open and close themselves, and threads that an import starts, are no leaks: rows B15 and B20."""

from __future__ import annotations

import pytest

from .silence import AUTO, NO_POLICIES, assert_silent, run

FLAGS = (*AUTO, "--timeout=60", NO_POLICIES)
PRELUDE = """
import asyncio, contextlib, logging, os, socket, sys, threading, time, unittest
from unittest import mock
import pytest
"""


B15 = """
import uvloop

async def talk():
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.close()
        await writer.wait_closed()

@pytest.fixture
def restored():
    policy = asyncio.get_event_loop_policy()
    yield
    asyncio.set_event_loop_policy(policy)
    asyncio.set_event_loop(None)

@pytest.mark.parametrize("make", [asyncio.new_event_loop, uvloop.new_event_loop])
class TestLoops:
    def test_closed_by_the_test(self, make):
        loop = make()
        loop.run_until_complete(talk())
        loop.close()

    def test_set_and_closed(self, make, restored):
        loop = make()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(talk())
        loop.close()

    def test_closed_twice(self, make):
        with contextlib.closing(make()) as loop:
            loop.run_until_complete(talk())
            loop.close()

    def test_several(self, make):
        with contextlib.closing(make()) as first, contextlib.closing(make()) as second:
            first.run_until_complete(talk())
            second.run_until_complete(talk())
            first.run_until_complete(talk())

    def test_in_a_thread(self, make):
        def run():
            with asyncio.Runner(loop_factory=make) as runner:
                runner.run(talk())
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    def test_stopped_and_run_again(self, make):
        with contextlib.closing(make()) as loop:
            loop.call_soon(loop.stop)
            loop.run_forever()
            loop.run_until_complete(talk())

    def test_never_run(self, make):
        make().close()

    def test_closed_by_a_fixture(self, make, request):
        loop = make()
        request.addfinalizer(loop.close)
        loop.run_until_complete(talk())

    def test_closed_with_cancelled_timers(self, make):
        loop = make()
        loop.call_later(60, print).cancel()
        loop.call_soon(print)
        loop.close()

    def test_inside_another(self, make):
        async def outer():
            await asyncio.get_running_loop().run_in_executor(None, inner)
        def inner():
            with asyncio.Runner(loop_factory=make) as runner:
                runner.run(talk())
        asyncio.run(outer())

def test_policy(restored):
    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            loop = super().new_event_loop()
            loop.set_debug(True)
            return loop
    asyncio.set_event_loop_policy(Policy())
    asyncio.run(talk())

def test_uvloop_policy(restored):
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(talk())

def test_eager_tasks():
    if sys.version_info < (3, 12):
        pytest.skip("there are no eager tasks yet")
    async def main():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        await asyncio.create_task(talk())
    asyncio.run(main())

async def test_loop_of_the_runner():
    await talk()

def test_subclass_of_a_loop():
    class Loop(asyncio.SelectorEventLoop):
        def create_task(self, coro, **kwargs):
            return super().create_task(coro, **kwargs)
        def close(self):
            super().close()
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(talk())
"""

METRICS = """
import asyncio, os, socket, threading, time

STOP = threading.Event()
KEPT = []

def flush():
    '''Opens a socket, a file and a helper thread now and then, and keeps them for ever.'''
    while not STOP.wait(0.005):
        if len(KEPT) < 60:
            KEPT.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            KEPT.append(open(os.devnull))
            KEPT.append(threading.Timer(60, print))
            KEPT[-1].daemon = True
            KEPT[-1].start()

async def report():
    async def beat():
        await asyncio.sleep(60)
    while True:
        KEPT.append(asyncio.create_task(beat()))
        asyncio.get_running_loop().call_later(60, print)
        await asyncio.sleep(0.005)

threading.Thread(target=flush, daemon=True).start()
threading.Thread(target=asyncio.run, args=(report(),), daemon=True).start()
"""

B20 = """
@pytest.mark.parametrize("turn", range(5))
async def test_while_the_flusher_runs(turn):
    with socket.socket():
        await asyncio.sleep(0.02)

@pytest.fixture(scope="session")
def wide():
    time.sleep(0.02)
    yield
    time.sleep(0.02)

@pytest.mark.parametrize("turn", range(5))
def test_blocking(turn, wide):
    time.sleep(0.02)
"""


def test_b15_loops_that_the_test_closes(pytester: pytest.Pytester) -> None:
    assert_silent(run(pytester, *FLAGS, test_b15=PRELUDE + B15))


def test_b20_threads_started_by_an_import(pytester: pytest.Pytester) -> None:
    program = PRELUDE + "import metrics\n" + B20
    assert_silent(run(pytester, *FLAGS, metrics=METRICS, test_b20=program))


def test_b20_threads_started_by_an_import_within_a_test(pytester: pytest.Pytester) -> None:
    program = PRELUDE + B20 + "\ndef test_first_use():\n    import metrics\n" + B20.replace("test_", "test_later_")
    assert_silent(run(pytester, *FLAGS, metrics=METRICS, test_b20=program))
