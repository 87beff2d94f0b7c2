"""What others read of a run, with xdist as without: outcomes, exit codes, JUnit, tracebacks."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from .small_suites import CLEAN, LEAKS, SOON, run


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
        "wshygiene: mode=fail, settle=0.5 s, all kinds; containers once wshygiene_discover names their package",
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


def test_a_run_that_seems_to_hang_says_for_whom_it_waits(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import threading, time

        def poll():
            while threading.main_thread().is_alive():
                time.sleep(0.01)

        def test_daemon():
            threading.Thread(target=poll, daemon=True).start()

        def test_not_a_daemon():
            threading.Thread(target=poll).start()
    """)
    one = run(pytester, "--wshygiene", SOON, "-k", "not not_a")
    assert "the run ends when" not in str(one.stdout)
    other = run(pytester, "--wshygiene", SOON, "-k", "not_a")
    other.stdout.fnmatch_lines(
        [
            "wshygiene: 1 leak (1 failed), 1 test judged",
            "wshygiene: the run ends when `poll()` does: its thread is not a daemon, so Python waits for it",
        ]
    )
