"""Processes, foreign items and sessions that end early: rows B14 and B16 to B19 of the situations."""

from __future__ import annotations

import importlib.util

import pytest

AUTO = ("-oasyncio_mode=auto", "-oasyncio_default_fixture_loop_scope=function")
LEAK = "import socket\n\nKEPT = []\n\ndef test_leak():\n    KEPT.append(socket.socket())\n"


def run(pytester: pytest.Pytester, *flags: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("--wshygiene", "-oasyncio_default_fixture_loop_scope=function", *flags)


def said(result: pytest.RunResult) -> list[str]:
    """What the plugin printed, without its header."""
    return [line for line in result.outlines if line.startswith("wshygiene: ")][1:]


def assert_silent(result: pytest.RunResult, **outcomes: int) -> None:
    result.assert_outcomes(**outcomes)
    lines = [line for line in said(result) if "not watched" not in line]
    assert len(lines) == 1, lines
    assert lines[0].startswith("wshygiene: no leaks, ")
    assert result.ret == 0


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

FOREIGN = {
    "conftest": """
import pytest, socket

class Recipe(pytest.File):
    def collect(self):
        for line in self.path.read_text().splitlines():
            yield Step.from_parent(self, name=line)

class Step(pytest.Item):
    def runtest(self):
        with socket.socket() as sock:
            assert self.name in ("mix", "bake")

    def reportinfo(self):
        return self.path, None, "step " + self.name

class Twice(pytest.Function):
    def runtest(self):
        super().runtest()
        super().runtest()

def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".recipe":
        return Recipe.from_parent(parent, path=file_path)

def pytest_pycollect_makeitem(collector, name, obj):
    if name.startswith("twice_"):
        return Twice.from_parent(collector, name=name)
""",
    "documented": '''
def opened():
    """
    >>> import socket
    >>> with socket.socket() as sock:
    ...     sock.fileno() > 0
    True
    """
''',
    "test_twice": """
import socket

def twice_opened():
    with socket.socket():
        pass
""",
}


def test_b14_state_does_not_cross_processes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PROCESSES)
    assert_silent(run(pytester, *AUTO), passed=12)


def test_b14_inner_runs(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(INNER % LEAK)
    assert_silent(run(pytester), passed=7)


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


def test_b19_items_that_are_no_functions(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**FOREIGN)
    pytester.makefile(".recipe", cake="mix\nbake\n")
    pytester.makefile(".txt", test_text=">>> import socket\n>>> socket.socket().close()\n")
    assert_silent(run(pytester, "--doctest-modules", "--doctest-glob=*.txt"), passed=5)


def test_b19_leaks_of_items_that_are_no_functions(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        conftest="import socket\nKEPT = []\n"
        + FOREIGN["conftest"].replace("with socket.socket() as sock:", "for KEPT[:] in [[socket.socket()]]:")
    )
    pytester.makefile(".recipe", cake="mix\n")
    pytester.makefile(".txt", test_text=">>> import socket, sys\n>>> sys.kept = socket.socket()\n")
    result = run(pytester, "--doctest-glob=*.txt")
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["*at the end of cake.recipe::mix.", "*born*conftest.py:* in Step.runtest"])
    result.stdout.fnmatch_lines(["*at the end of test_text.txt::test_text.txt."])
