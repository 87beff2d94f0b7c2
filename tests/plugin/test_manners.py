"""How the plugin behaves as a guest: off unless asked, gone without a trace."""

from __future__ import annotations

import pytest

from .small_suites import CLEAN, LEAKS, SOON, run

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


DROPS = """
import asyncio, gc, socket

def test_socket():
    socket.socket()

def test_loop():
    asyncio.new_event_loop()
    gc.collect()

def test_transport():
    async def main():
        ours, theirs = socket.socketpair()
        await asyncio.open_connection(sock=ours)
        theirs.close()
    asyncio.run(main())
    gc.collect()
"""


@pytest.mark.parametrize("flag", ["--wshygiene-mode=off", "--wshygiene-mode=warn", "--wshygiene"])
def test_what_fails_by_a_warning_passes_nowhere(pytester: pytest.Pytester, flag: str) -> None:
    pytester.makepyfile(DROPS)
    outcomes = run(pytester, flag, "-Werror").parseoutcomes()
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) == 3


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
