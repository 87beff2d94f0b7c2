"""A bug of the plugin's own is one warning, and fails no test."""

from __future__ import annotations

import pytest

from .small_suites import CLEAN, SOON, run

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
