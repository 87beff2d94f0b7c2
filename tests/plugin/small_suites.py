"""Two small suites, one that leaks and a clean one, which show how the plugin behaves as a guest."""

from __future__ import annotations

import pytest

LEAKS = """
import asyncio, socket, threading, time
import pytest

KEPT = []

@pytest.fixture(scope="session")
def wide():
    KEPT.append(socket.create_server(("127.0.0.1", 0)))

@pytest.fixture
def leaking():
    yield
    KEPT.append(socket.socket())

def test_clean():
    with socket.socket():
        pass

def test_socket(wide):
    KEPT.append(socket.socket())

def test_thread():
    KEPT.append(threading.Timer(5, print))
    KEPT[-1].daemon = True
    KEPT[-1].start()

def test_two_tasks():
    async def main():
        for _ in range(2):
            KEPT.append(asyncio.create_task(asyncio.sleep(60)))
    asyncio.run(main())

def test_fixture(leaking):
    pass

def test_failed():
    KEPT.append(socket.socket())
    assert KEPT == "own failure"
"""

CLEAN = """
import socket

def test_first():
    with socket.socket():
        pass

def test_second():
    pass
"""

#: pytest-asyncio warns without it.
QUIET = "-oasyncio_default_fixture_loop_scope=function"
#: These leaks do not go away: nothing is gained by waiting for them.
SOON = "-owshygiene_settle=0.05"


def run(pytester: pytest.Pytester, *flags: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(QUIET, *flags)
