"""What a child process or an inner run of pytest opens is its own, and is neither reported nor forgotten: row B14."""

from __future__ import annotations

import pytest

from .silence import AUTO, assert_silent, run

LEAK = "import socket\n\nKEPT = []\n\ndef test_leak():\n    KEPT.append(socket.socket())\n"


PROCESSES = """
import asyncio, multiprocessing, os, socket, subprocess, sys, threading
import pytest

KEPT = []

@pytest.fixture(scope="session")
def server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server

def child(*args):
    KEPT.append(socket.socket())
    KEPT.append(threading.Timer(60, print))

def test_fork(server):
    pid = os.fork()
    if not pid:
        child()
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0

def test_fork_that_ends_like_a_process(server):
    pid = os.fork()
    if not pid:
        KEPT.append(socket.socket())
        try:
            sys.exit(0)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)

def test_fork_that_runs_a_loop(server):
    pid = os.fork()
    if not pid:
        asyncio.run(asyncio.sleep(0))
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0

@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(server, method):
    process = multiprocessing.get_context(method).Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == 0

@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_pool(server, method):
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.map(len, ["ab"]) == [2]

def test_subprocess(server):
    subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], check=True)

def test_pipes(server):
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.communicate(b"hello") == (b"hello", None)

async def test_asyncio_subprocess(server):
    process = await asyncio.create_subprocess_exec("cat", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert await process.communicate(b"hello") == (b"hello", None)

async def test_asyncio_shell(server):
    process = await asyncio.create_subprocess_shell("exit 3")
    assert await process.wait() == 3

def test_killed(server):
    process = subprocess.Popen(["sleep", "60"])
    process.kill()
    process.wait()
"""

INNER = """
import socket
import pytest

pytest_plugins = ["pytester"]
LEAK = %r

@pytest.mark.parametrize("flags", [(), ("--wshygiene",)])
@pytest.mark.parametrize("how", ["inprocess", "subprocess"])
def test_clean_inner_run(pytester, how, flags):
    pytester.makepyfile(LEAK.replace("())", "()); KEPT.pop().close()"))
    before = socket.socket.__init__
    getattr(pytester, "runpytest_" + how)(*flags).assert_outcomes(passed=1)
    assert socket.socket.__init__ is before

@pytest.mark.parametrize("how", ["inprocess", "subprocess"])
def test_leaking_inner_run(pytester, how):
    pytester.makepyfile(LEAK)
    result = getattr(pytester, "runpytest_" + how)("--wshygiene")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*born*test_leaking_inner_run.py:6 in test_leak"])

def test_after_it():
    with socket.socket():
        pass
"""


def test_b14_state_does_not_cross_processes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PROCESSES)
    assert_silent(run(pytester, *AUTO), passed=12)


def test_b14_inner_runs(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(INNER % LEAK)
    assert_silent(run(pytester), passed=7)
