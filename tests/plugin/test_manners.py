"""How the plugin behaves as a guest: off unless asked, gone without a trace, its bugs one warning, alike on xdist."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

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


# -- off unless asked --------------------------------------------------------------------------------------------------

SURVEY = """
import asyncio, contextvars, gc, logging, socket, subprocess, sys, threading
from concurrent.futures import ThreadPoolExecutor

SPACES = [asyncio.BaseEventLoop, asyncio.SelectorEventLoop, asyncio.Lock, asyncio.Semaphore, asyncio.runners,
    asyncio.selector_events._SelectorTransport, asyncio.base_events.Server, logging.Logger, socket.socket,
    subprocess.Popen, threading, threading.Thread, threading.Semaphore, ThreadPoolExecutor]

def survey():
    return {(space.__name__, name): value for space in SPACES for name, value in vars(space).items()
        if name != "excepthook"}

BEFORE = survey()

def changed():
    now = survey()
    return sorted(".".join(key) for key in BEFORE.keys() | now.keys() if BEFORE.get(key) is not now.get(key))
"""

SHOWS = """
import sys, survey

def test_state():
    print("changed:", survey.changed())
    print("ours:", sorted(name for name in sys.modules if name.startswith(("pytest_wshygiene", "wshygiene_checks"))))
    print("heavy:", sorted({"objgraph", "libcst", "websockets", "psutil", "click"} & sys.modules.keys()))
"""


def survey(pytester: pytest.Pytester, *flags: str) -> dict[str, str]:
    """What a test sees of the plugin; the survey of the originals is taken before it is configured."""
    pytester.makepyfile(survey=SURVEY, test_shows=SHOWS)
    result = pytester.runpytest_subprocess("-s", "-p", "survey", "-p", "no:asyncio", "-p", "no:anyio", *flags)
    assert result.ret == 0
    lines = [line.lstrip(".").removeprefix("test_shows.py ") for line in result.outlines]
    return dict(line.split(": ", 1) for line in lines if line.startswith(("changed", "ours", "heavy")))


def test_off_unless_asked(pytester: pytest.Pytester) -> None:
    seen = survey(pytester)
    assert seen["changed"] == "[]"
    assert seen["heavy"] == "[]"
    assert "pytest_wshygiene.judging.inspector" not in seen["ours"]
    assert "pytest_wshygiene.probes" not in seen["ours"]


def test_on_when_asked(pytester: pytest.Pytester) -> None:
    seen = survey(pytester, "--wshygiene")
    assert "socket.__init__" in seen["changed"]
    assert "BaseEventLoop.create_task" in seen["changed"]
    assert seen["heavy"] == "[]"


@pytest.mark.parametrize("flags", [(), ("--wshygiene-mode=off",), ("-p", "no:wshygiene")])
def test_silent_when_off(pytester: pytest.Pytester, flags: tuple[str, ...]) -> None:
    pytester.makepyfile(LEAKS)
    result = run(pytester, *flags)
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.no_fnmatch_line("wshygiene:*")
    assert "wshygiene" not in result.stderr.str()


def test_early_import_under_w_error(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import pytest_wshygiene.plugin, wshygiene_checks.finding, pytest_wshygiene.model")
    pytester.makepyfile(CLEAN)
    run(pytester, "-Werror", "--wshygiene").assert_outcomes(passed=2)


# -- gone without a trace ----------------------------------------------------------------------------------------------

WHOLE_LIFE = """
import json, sys, uvloop, aiohttp, httpx, websockets.asyncio.client, websockets.sync.client, websockets.asyncio.server
import websocket, tornado.websocket, socketio, starlette.websockets, anyio._backends._asyncio, anyio._backends._trio
import concurrent.futures.process, multiprocessing.process
import pytest, _pytest.assertion.rewrite

def snapshot():
    found = {}
    for name, module in list(sys.modules.items()):
        if module is None or name.startswith(("pytest_wshygiene", "wshygiene_checks", "__main__", "test_", "_pytest")):
            continue
        for key, value in list(vars(module).items()):
            if callable(value):
                found[name, key] = value
            if type(value).__instancecheck__ is type.__instancecheck__ and isinstance(value, type):
                for attribute, member in list(vars(value).items()):
                    if callable(member):
                        found[name, key, attribute] = member
    return found

before = snapshot()
code = pytest.main(sys.argv[1:])
after = snapshot()
print("code", int(code))
print("changed", [".".join(key) for key, value in before.items() if after.get(key) is not value])
print("added", [".".join(key) for key in after.keys() - before.keys() if key[:2] in before])
"""


@pytest.mark.parametrize("program", [CLEAN, LEAKS, "import nothing_of_that_name"], ids=["clean", "leaks", "broken"])
def test_every_patch_is_undone(pytester: pytest.Pytester, program: str) -> None:
    script = pytester.makepyfile(whole_life=WHOLE_LIFE)
    pytester.makepyfile(program)
    result = pytester.runpython_c(script.read_text().replace("sys.argv[1:]", f"['--wshygiene', '{SOON}']"))
    result.stdout.fnmatch_lines(["changed []", "added []"])


def test_what_is_replaced_can_be_sent_to_another_process(pytester: pytest.Pytester) -> None:
    """By its name, as before: for a process pool, or for managers, which are sent what they can make."""
    pytester.makepyfile(
        """
        import io, os, pickle, threading
        import pytest

        @pytest.mark.parametrize("it", [threading.Lock, threading.RLock, open, io.open, os.open, os.pipe, os.dup])
        def test_it(it):
            assert pickle.loads(pickle.dumps(it)) is it
        """
    )
    pytester.runpytest_subprocess("--wshygiene").assert_outcomes(passed=7)


def test_patches_are_undone_after_an_interrupt(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CLEAN + "\ndef test_third():\n    raise KeyboardInterrupt\n")
    result = pytester.runpython_c(WHOLE_LIFE.replace("sys.argv[1:]", "['--wshygiene']"))
    result.stdout.fnmatch_lines(["code 2", "changed []", "added []"])


def test_a_warning_about_an_import_names_who_imports(pytester: pytest.Pytester) -> None:
    """Filters of warnings go by that module; and a failing import shows no line of ours."""
    pytester.makepyfile(
        aged="import warnings\nwarnings.warn('use another', DeprecationWarning, stacklevel=2)\n",
        broken="1 / 0\n",
        test_it="""
        import pytest, traceback

        def test_aged():
            with pytest.warns(DeprecationWarning, match="use another") as found:
                import aged
            assert found[0].filename == __file__

        def test_broken():
            with pytest.raises(ZeroDivisionError) as caught:
                import broken
            assert len(traceback.extract_tb(caught.value.__traceback__)) == 2
        """,
    )
    pytester.runpytest_subprocess("--wshygiene").assert_outcomes(passed=2)


def test_patches_of_others_survive(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import socket, threading
        original = threading.Thread.start

        def pytest_sessionstart():
            wrapped = threading.Thread.start
            def start(self):
                return wrapped(self)
            threading.Thread.start = start

        def pytest_unconfigure():
            assert threading.Thread.start.__name__ == "start"
            thread = threading.Thread(target=print, args=("it still runs",))
            thread.start()
            thread.join()
    """)
    pytester.makepyfile(CLEAN)
    result = run(pytester, "--wshygiene", "-Werror")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["it still runs"])
    assert result.ret == 0


# -- bugs of our own ---------------------------------------------------------------------------------------------------

BROKEN = """
import pytest
from pytest_wshygiene.probes import sockets

def broken(self, *args):
    raise ZeroDivisionError("a bug")

sockets.SocketProbe.%s = broken
"""


@pytest.mark.parametrize(
    ("method", "flags"),
    [("install", ()), ("is_open", ("-Werror",)), ("look", ("-Werror",)), ("loop", ()), ("is_open", ("-n2",))],
)
def test_bug_in_a_probe_is_one_warning(pytester: pytest.Pytester, method: str, flags: tuple[str, ...]) -> None:
    pytester.makeconftest(BROKEN % method)
    pytester.makepyfile("""
        import asyncio, socket
        KEPT = []

        def test_first():
            KEPT.append(socket.socket())

        def test_second():
            KEPT.append(socket.socket())

        def test_loop():
            async def main():
                KEPT.append(socket.socket())
                asyncio.create_task(asyncio.sleep(0.01))
            asyncio.run(main())
    """)
    result = run(pytester, "--wshygiene", SOON, "-owshygiene_kinds=socket task timer", *flags)
    told = [line for line in result.outlines if "WshygieneProbeWarning" in line]
    assert all("the socket probe failed" in line and "ZeroDivisionError: a bug" in line for line in told)
    assert 1 <= len(told) <= (2 if "-n2" in flags else 1), "one for each process"
    assert "INTERNALERROR" not in result.stdout.str()
    if method == "look":  # what is open is known; only the words for it are missing
        result.assert_outcomes(passed=3, errors=3)
    elif method != "loop":
        result.assert_outcomes(passed=3)
        assert result.ret == 0


@pytest.mark.parametrize("method", ["_write", "_answering"])
def test_bug_where_something_is_made_or_released_is_one_warning(pytester: pytest.Pytester, method: str) -> None:
    pytester.makeconftest(f"""
        from pytest_wshygiene.ownership.ledger import Ledger

        def broken(self, *args):
            raise ZeroDivisionError("a bug")

        Ledger.{method} = broken
    """)
    pytester.makepyfile("""
        import asyncio, logging, os, socket, threading

        def test_makes_and_releases():
            socket.socket().close()
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()
            os.close(os.open(os.devnull, os.O_RDONLY))
            handler = logging.NullHandler()
            logging.getLogger("app").addHandler(handler)
            logging.getLogger("app").removeHandler(handler)

        async def main():
            handle = asyncio.get_running_loop().call_later(60, print)
            handle.cancel()
            await asyncio.create_task(asyncio.sleep(0))

        def test_on_a_loop():
            asyncio.run(main())
    """)
    result = run(pytester, "--wshygiene", SOON, "-Werror")
    told = [line for line in result.outlines if "WshygieneProbeWarning" in line]
    assert told
    assert len(told) == len(set(told))
    assert all("probe failed: ZeroDivisionError: a bug" in line for line in told)
    assert "INTERNALERROR" not in result.stdout.str()
    assert result.parseoutcomes()["passed"] == 2


def test_bug_where_something_is_dropped_or_released_by_another_is_one_warning(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        from pytest_wshygiene.judging.crossings import Crossings
        from pytest_wshygiene.judging.inspector import Inspector

        def broken(self, *args):
            raise ZeroDivisionError("a bug")

        Crossings._drops = Inspector._dropped = broken
    """)
    pytester.makepyfile("""
        import logging, socket, pytest

        @pytest.fixture(scope="module")
        def handler():
            handler = logging.NullHandler()
            logging.getLogger("app").addHandler(handler)
            yield handler

        def test_releases_what_another_owns(handler):
            logging.getLogger("app").removeHandler(handler)

        def test_drops():
            socket.socket()
    """)
    result = run(pytester, "--wshygiene", SOON)
    assert result.parseoutcomes()["passed"] == 2
    told = sorted(line for line in result.outlines if "WshygieneProbeWarning" in line)
    assert len(told) == 2
    assert "the listener probe failed: ZeroDivisionError: a bug" in told[0]
    assert "the socket probe failed: ZeroDivisionError: a bug" in told[1]


def test_library_that_is_not_as_we_know_it_is_imported_all_the_same(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        uvloop="def run(main): ...", test_it="def test_it():\n    import uvloop\n    uvloop.run(None)\n"
    )
    result = run(pytester, "--wshygiene", "-Werror")
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*WshygieneProbeWarning: wshygiene: the uvloop probe failed: AttributeError: *"])


def test_module_of_trio_that_opens_a_file_while_it_is_imported(pytester: pytest.Pytester) -> None:
    core = pytester.mkpydir("trio").joinpath("_core")
    core.mkdir()
    core.joinpath("__init__.py").touch()
    core.joinpath("_run.py").write_text("with open(__file__) as source:\n    TEXT = source.read()\n")
    pytester.makepyfile("def test_it():\n    from trio._core._run import TEXT\n    assert TEXT\n")
    run(pytester, "--wshygiene").assert_outcomes(passed=1)


@pytest.mark.parametrize("place", ["inspector.note_modules", "inspector.Census.turn", "inspector.Census.end_window"])
def test_bug_around_a_test_is_one_warning(pytester: pytest.Pytester, place: str) -> None:
    pytester.makeconftest(f"""
        from pytest_wshygiene.judging import inspector

        def broken(*args, **kwargs):
            raise ZeroDivisionError("a bug")

        {place} = broken
    """)
    pytester.makepyfile(CLEAN)
    result = run(pytester, "--wshygiene", "-Werror")
    assert result.parseoutcomes()["passed"] == 2
    assert result.ret == 0
    told = [line for line in result.outlines if "WshygieneProbeWarning" in line]
    assert len(told) == len(set(told)) > 0
    assert all("failed: ZeroDivisionError: a bug" in line for line in told)


def test_modules_that_come_while_all_are_looked_at_are_no_bug(pytester: pytest.Pytester) -> None:
    """Before Python 3.12 the collector may run whenever something is made, and with it finalizers and other threads."""
    pytester.makeconftest("""
        import gc, itertools, sys, types

        NUMBERS = itertools.count()

        def more(phase, info):
            if phase == "stop" and next(NUMBERS) % 50 == 0:
                sys.modules[f"more_{next(NUMBERS)}"] = types.ModuleType("more")

        def pytest_runtest_setup(item):
            gc.callbacks.append(more)
            gc.set_threshold(1)

        def pytest_runtest_teardown(item):
            gc.set_threshold(700)
            gc.callbacks.remove(more)
    """)
    pytester.makepyfile(CLEAN)
    result = run(pytester, "--wshygiene", "-Werror")
    result.assert_outcomes(passed=2)


def test_bug_in_the_inspector_is_one_warning(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        from pytest_wshygiene.judging.inspector import Inspector

        def broken(*args, **kwargs):
            raise ZeroDivisionError("a bug")

        Inspector._judge = broken
    """)
    pytester.makepyfile(CLEAN)
    result = run(pytester, "--wshygiene", "-Werror")
    result.assert_outcomes(passed=2, warnings=1)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*WshygieneProbeWarning: wshygiene: the inspector failed*ZeroDivisionError: a bug*"])


# -- what others read --------------------------------------------------------------------------------------------------


def found(pytester: pytest.Pytester, *flags: str) -> tuple[pytest.RunResult, list[tuple[Any, ...]]]:
    """The run, and what the JSON report says of its leaks, in an order of its own."""
    pytester.makepyfile(test_leaks=LEAKS)
    result = run(pytester, "--wshygiene", SOON, "--wshygiene-report=json:leaks.json", *flags)
    leaks = json.loads(pytester.path.joinpath("leaks.json").read_text())["leaks"]
    owners = [(leak["owner"]["nodeid"], leak["owner"]["fixture"], leak["owner"]["scope"]) for leak in leaks]
    keys = ("fingerprint", "code", "kind", "count", "verdict")
    return result, sorted(
        (*(leak[key] for key in keys), *map(str, owner)) for leak, owner in zip(leaks, owners, strict=True)
    )


def test_xdist_finds_the_same(pytester: pytest.Pytester) -> None:
    serial, of_serial = found(pytester)
    spread, of_spread = found(pytester, "-n2", "--dist=loadfile")
    assert of_spread == of_serial
    assert len(of_serial) == 6
    assert spread.parseoutcomes().keys() == serial.parseoutcomes().keys()
    assert serial.ret == spread.ret == pytest.ExitCode.TESTS_FAILED
    closing = [line for line in serial.outlines if line.startswith("wshygiene: ")][-1]
    spread.stdout.fnmatch_lines([closing])


def test_xdist_with_a_session_fixture_in_each_worker(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import socket
        import pytest
        KEPT = []

        @pytest.fixture(scope="session", autouse=True)
        def wide():
            KEPT.append(socket.create_server(("127.0.0.1", 0)))

        @pytest.mark.parametrize("turn", range(4))
        def test_it(turn):
            pass
    """)
    result = run(pytester, "--wshygiene", SOON, "-n2", "--dist=each")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["WSH400 server-outlives-owner: * after fixture `wide` (session scope, *", "wshygiene: 2 leaks (2 failed)*"]
    )


@pytest.mark.parametrize("flags", [(), ("-n2",)], ids=["serial", "xdist"])
def test_junit_shows_the_leak_on_its_test(pytester: pytest.Pytester, flags: tuple[str, ...]) -> None:
    pytester.makepyfile(test_leaks=LEAKS)
    result = run(pytester, "--wshygiene", SOON, "--junitxml=junit.xml", *flags)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    cases = {case.get("name"): case for case in ET.parse(pytester.path / "junit.xml").iter("testcase")}
    told = {name: [part.text or "" for part in case.iter("error")] for name, case in cases.items()}
    assert [name for name, texts in told.items() if texts and name != "test_failed"] == [
        name for name in told if name in ("test_socket", "test_thread", "test_two_tasks", "test_fixture")
    ]
    assert "test_leaks.py::test_socket" in told["test_socket"][0]
    assert "fixture `leaking`" in told["test_fixture"][0]
    assert "`sleep()` was still running" in told["test_two_tasks"][0]
    assert "(2 x)" in told["test_two_tasks"][0]


def test_nothing_found_nothing_said(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CLEAN)
    result = run(pytester, "--wshygiene")
    lines = [line for line in result.outlines if "wshygiene:" in line]
    assert lines == [
        "wshygiene: mode=fail, settle=0.5 s, all kinds",
        "wshygiene: no leaks, 2 tests judged",
    ]
    assert result.ret == 0
    assert not result.errlines


def test_failing_test_keeps_its_own_failure_first(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import socket
        KEPT = []

        def test_failed():
            KEPT.append(socket.socket())
            assert KEPT == "own failure"
    """)
    result = run(pytester, "--wshygiene")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*___ test_failed ___*",
            "E *own failure*",
            "*- wshygiene: leaks found at teardown -*",
            "WSH4*",
            "    born      test_failing_test_keeps_its_own_failure_first.py:5 in test_failed",
            "wshygiene: 1 leak (1 in failed tests), 1 test judged",
        ]
    )


def test_judging_failed_tests_is_opt_in(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import socket
        KEPT = []

        def test_failed():
            KEPT.append(socket.socket())
            assert KEPT == "own failure"
    """)
    result = run(pytester, "--wshygiene", "-owshygiene_judge_failed=true")
    result.assert_outcomes(failed=1, errors=1)


@pytest.mark.parametrize("flags", [("--wshygiene",), ("--wshygiene", "-n2")], ids=["serial", "xdist"])
def test_leaks_fail_the_run(pytester: pytest.Pytester, flags: tuple[str, ...]) -> None:
    pytester.makepyfile("import socket\nKEPT = []\ndef test_it():\n    KEPT.append(socket.socket())")
    result = run(pytester, *flags)
    result.assert_outcomes(passed=1, errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_no_line_of_ours_in_the_traceback_of_a_test_that_is_stopped_from_outside(pytester: pytest.Pytester) -> None:
    """What a suspended coroutine is stopped in is no line of the test's, so that all of the stack is shown."""
    pytester.makepyfile(
        alarms="import signal\n"
        "def alarm(*args):\n"
        "    raise TimeoutError('too long')\n"
        "def set_one():\n"
        "    signal.signal(signal.SIGALRM, alarm)\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0.05)\n"
    )
    pytester.makepyfile(
        """
        import asyncio
        import alarms
        import pytest

        @pytest.mark.asyncio
        async def test_it():
            asyncio.get_running_loop().call_soon(alarms.set_one)
            await asyncio.Event().wait()
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene")
    result.stdout.fnmatch_lines(["*TimeoutError: too long*"])
    result.stdout.no_fnmatch_line("*pytest_wshygiene*")


def test_no_line_of_ours_in_the_traceback_of_a_finalizer(pytester: pytest.Pytester) -> None:
    """One that is no line of the test's, either, while teardown is put off to run a test again."""
    pytester.makepyfile(
        test_it="""
        import functools
        import pytest

        @pytest.fixture(scope="module")
        def number(request):
            request.addfinalizer(functools.partial(int, "x"))

        def test_uses_it(number):
            pass
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene", "-o", "wshygiene_discover=test_it")
    result.stdout.fnmatch_lines(["E  *ValueError: invalid literal*"])
    result.stdout.no_fnmatch_line("*pytest_wshygiene*")
