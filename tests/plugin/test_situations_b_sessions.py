"""Sessions without asyncio, under gevent or strict rules, or that end early, stay what they were: rows B16 to B18."""

from __future__ import annotations

import importlib.util

import pytest

from .silence import AUTO, assert_silent, run


def test_b16_without_asyncio(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import socket\ndef test_it():\n    with socket.socket():\n        pass")
    off = ("pytest_asyncio", "asyncio", "anyio")
    assert_silent(run(pytester, *(word for name in off for word in ("-p", f"no:{name}"))), passed=1)


@pytest.mark.skipif(not importlib.util.find_spec("gevent"), reason="gevent is not installed")
@pytest.mark.parametrize("place", ["conftest", "test_patched"])
def test_b16_gevent(pytester: pytest.Pytester, place: str) -> None:
    programs = {"test_patched": GEVENT}
    programs[place] = "from gevent import monkey; monkey.patch_all()\n" + programs.get(place, "")
    pytester.makepyfile(**programs)
    result = run(pytester)
    assert_silent(result, passed=4)
    result.stdout.fnmatch_lines(["wshygiene: not watched: *thread (gevent has replaced it)*"])


GEVENT = """
import socket, threading, time
import gevent, gevent.pool, gevent.server
import pytest

@pytest.fixture(scope="session")
def server():
    def echo(sock, address):
        sock.sendall(sock.recv(10))
        sock.close()
    server = gevent.server.StreamServer(("127.0.0.1", 0), echo)
    server.start()
    yield server.address
    server.stop()

@pytest.mark.parametrize("turn", [1, 2])
def test_talk(server, turn):
    with socket.create_connection(server) as sock:
        sock.sendall(b"hello")
        assert sock.recv(10) == b"hello"

def test_greenlets():
    gevent.joinall([gevent.spawn(time.sleep, 0.01) for _ in range(3)])

def test_threads():
    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()
    thread.join()
    with threading.Lock(), threading.Semaphore():
        pass
"""

WIDE = """
import asyncio, os, signal, socket, sys, time
import pytest

KEPT = []

@pytest.fixture(scope="session")
def wide():
    with socket.create_server(("127.0.0.1", 0)):
        yield
    print("wide is closed", file=sys.__stderr__)

def test_before(wide):
    pass

"""


def ended(pytester: pytest.Pytester, body: str, *flags: str) -> pytest.RunResult:
    """A run whose second test ends the session with something open."""
    pytester.makepyfile(WIDE + "def test_end(wide):\n    KEPT.append(socket.socket())\n    " + body)
    result = run(pytester, *flags)
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()
    return result


def test_b17_pytest_exit(pytester: pytest.Pytester) -> None:
    result = ended(pytester, "pytest.exit('enough', 7)")
    assert result.ret == 7
    result.stdout.fnmatch_lines(["*1 passed*", "!* _pytest.outcomes.Exit: enough !*"])
    result.stderr.fnmatch_lines(["*wide is closed*"])


def test_b17_keyboard_interrupt(pytester: pytest.Pytester) -> None:
    result = ended(pytester, "os.kill(os.getpid(), signal.SIGINT); time.sleep(5)")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["!* KeyboardInterrupt !*", "*1 passed*"])
    result.stderr.fnmatch_lines(["*wide is closed*"])


def test_b17_keyboard_interrupt_in_a_loop(pytester: pytest.Pytester) -> None:
    body = "asyncio.run(stop())\nasync def stop():\n    os.kill(os.getpid(), signal.SIGINT)\n    await asyncio.sleep(5)"
    result = ended(pytester, body)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["!* KeyboardInterrupt !*", "*1 passed*"])


def test_b17_first_failure_ends_the_run(pytester: pytest.Pytester) -> None:
    result = ended(pytester, "assert KEPT == 'own failure'\ndef test_after():\n    pass", "-x")
    result.assert_outcomes(passed=1, failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["E *own failure*", "!* stopping after 1 failures !*"])


def test_b17_first_leak_ends_the_run(pytester: pytest.Pytester) -> None:
    result = ended(pytester, "\ndef test_after():\n    pass", "-x")
    result.assert_outcomes(passed=2, errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*born*in test_end", "!* stopping after 1 failures !*"])


@pytest.mark.parametrize("body", ["time.sleep(5)", "asyncio.run(asyncio.sleep(5))"])
def test_b17_timeout(pytester: pytest.Pytester, body: str) -> None:
    result = ended(pytester, body, "--timeout=0.3")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E *Failed: Timeout (>0.3s) from pytest-timeout."])


def test_b17_timeout_that_kills_the_process(pytester: pytest.Pytester) -> None:
    result = ended(pytester, "time.sleep(5)", "--timeout=0.3", "--timeout-method=thread")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*+ Timeout +*", "*time.sleep(5)"])


def test_b17_crash_of_a_worker(pytester: pytest.Pytester) -> None:
    result = ended(pytester, "os._exit(3)\ndef test_after(wide):\n    pass", "-n1", "-rf")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["worker 'gw0' crashed while running *::test_end*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("body", ["pytest.skip('no')", "pytest.xfail('known')"])
def test_b17_outcomes_stay(pytester: pytest.Pytester, body: str) -> None:
    result = ended(pytester, f"KEPT.pop().close(); {body}")
    outcome = "skipped" if "skip" in body else "xfailed"
    result.assert_outcomes(**{"passed": 1, outcome: 1})
    assert result.ret == 0


STRICT = (*AUTO, "-Werror", "--strict-markers", "--strict-config", "-oxfail_strict=true", "-ofilterwarnings=error")


def test_b18_strict_suite(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(WIDE + STRICT_TESTS)
    assert_silent(run(pytester, *STRICT), passed=4, xfailed=1)


def test_b18_strict_suite_that_leaks(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(WIDE + STRICT_LEAKS)
    result = run(pytester, *STRICT)
    result.assert_outcomes(passed=4, errors=3)
    assert "Warning" not in result.stdout.str()


STRICT_TESTS = """
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

@pytest.mark.wshygiene(settle=1)
def test_marked():
    pass

def test_with_the_fixture(wshygiene):
    assert not wshygiene.leaks()

@pytest.mark.xfail
def test_expected_failure(wide):
    assert False

async def test_connection():
    async with serve(lambda ws: ws.wait_closed(), "127.0.0.1", 0) as server:
        async with connect("ws://127.0.0.1:%d" % server.sockets[0].getsockname()[1]):
            pass
"""

STRICT_LEAKS = """
import gc

gc.disable()  # or Python may collect the loop before that is judged, and warns of it in words of its own

def test_socket_dropped():
    socket.socket()

def test_loop_dropped():
    asyncio.new_event_loop()

async def test_task_dropped():
    asyncio.create_task(asyncio.Event().wait())
"""
