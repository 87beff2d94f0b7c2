"""The reruns that confirm growth are nobody else's business: not of fixtures, reports, timeouts, nor other tests."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from .discovering import APP, found, leaks, run, unconfirmed

SCOPES = """
import logging, warnings
LOG = []

@pytest.fixture(scope="session", autouse=True)
def session():
    LOG.append("session up")
    yield
    LOG.append("session down")
    open("log.txt", "w").write("\\n".join(LOG))

@pytest.fixture(scope="module", autouse=True)
def module():
    LOG.append("module up")
    yield
    LOG.append("module down")

@pytest.fixture
def own():
    LOG.append("own up")
    yield
    LOG.append("own down")
"""


def test_only_the_tests_own_fixtures_are_set_up_again(pytester: pytest.Pytester) -> None:
    run(pytester, SCOPES + "def test_a(own):\n    LOG.append('test')\n    app.say()\n").assert_outcomes(
        passed=1, errors=1
    )
    once = ["own up", "test", "own down"]
    log = (pytester.path / "log.txt").read_text().splitlines()
    assert log == ["session up", "module up", *once * 3, "module down", "session down"]


def test_a_wider_teardown_that_fails_is_told_before_the_leak(pytester: pytest.Pytester) -> None:
    tests = "@pytest.fixture(scope='module')\ndef module():\n    yield\n    raise OSError('wider')\n"
    result = run(pytester, tests + "def test_a(module):\n    app.say()\n")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*OSError: wider*", "*wshygiene: leaks found at teardown*", "*app.HISTORY*"])


def test_outcomes_reports_durations_and_captured_text_are_those_of_the_first_run(pytester: pytest.Pytester) -> None:
    tests = "import warnings\ndef test_a(record_property, capsys, caplog):\n    record_property('answer', 42)\n"
    tests += "    warnings.warn('careful')\n    print('printed')\n    app.say()\n"
    flags = ("--junitxml=junit.xml", "-ojunit_family=legacy", "--durations=0", "-vv")
    result = run(pytester, tests + "def test_b():\n    pass\n", *flags)
    result.assert_outcomes(passed=2, errors=1, warnings=1)
    shown = result.stdout.str()
    assert [shown.count(f" {phase} ") for phase in ("setup   ", "call    ")] == [2, 2]
    assert shown.count("UserWarning: careful") == 1
    suite = next(ElementTree.parse(pytester.path / "junit.xml").iter("testsuite"))
    assert {name: suite.get(name) for name in ("tests", "errors", "failures")} == {
        "tests": "2",
        "errors": "1",
        "failures": "0",
    }
    assert [prop.get("value") for prop in suite.iter("property") if prop.get("name") == "answer"] == ["42"]


def test_what_reruns_have_added_is_taken_out_again(pytester: pytest.Pytester) -> None:
    tests = "def test_a():\n    app.say()\n    app.register()\n"
    tests += "def test_b():\n    assert app.HISTORY == ['hello']\n    assert len(app.CLIENTS) == 1\n"
    tests += "    assert type(app.HISTORY) is list and type(app.CLIENTS) is dict\n"
    run(pytester, tests).assert_outcomes(passed=2, errors=1)


WORKERS = """
import threading

class Workers:
    def __init__(self):
        self.threads, self.by_stop, self.stops = [], {}, {}

    def start(self):
        stop = threading.Event()
        thread = threading.Thread(target=stop.wait, daemon=True)
        thread.start()
        self.KEEP
        self.stops[id(stop)] = stop
"""


@pytest.mark.parametrize("keep", ["threads.append(thread)", "by_stop[id(stop)] = thread"])
def test_what_reruns_have_left_alive_can_still_be_ended_by_a_wider_fixture(
    pytester: pytest.Pytester, keep: str
) -> None:
    tests = "@pytest.fixture(scope='module')\ndef workers():\n    workers = app.Workers()\n    yield workers\n"
    tests += "    for stop in workers.stops.values():\n        stop.set()\n"
    tests += "    for thread in (*workers.threads, *workers.by_stop.values()):\n"
    tests += "        thread.join(5)\n        assert not thread.is_alive()\n"
    tests += "    workers.stops.clear()\n"
    tests += "def start(workers):\n    workers.start()\n"
    result = run(pytester, tests + "def test_a(workers):\n    start(workers)\n", app=WORKERS.replace("KEEP", keep))
    result.assert_outcomes(passed=1, errors=int("by_stop" in keep))
    result.stdout.no_fnmatch_line("*is_alive*")


def test_a_test_that_has_left_a_lock_held_is_not_run_again(pytester: pytest.Pytester) -> None:
    app = APP + "import threading\nSLOTS = threading.Semaphore(2)\n"
    tests = "def test_a():\n    app.SLOTS.acquire(timeout=10)\n    app.say()\n"
    run(pytester, tests, app=app).assert_outcomes(passed=1, errors=1)
    assert {leak.kind: leak.reason for leak in leaks(pytester)} == {
        "lock": "",
        "registry": "the test left a lock held, which a second run might wait for",
    }


def test_a_rerun_that_waits_for_what_the_first_run_has_taken(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from pytest_wshygiene.watching import reruns\nreruns._PATIENCE = 0.4\n")
    app = APP + "import queue\nFREE = queue.Queue()\nFREE.put('one')\n"
    reason = unconfirmed(pytester, "def test_a():\n    app.FREE.get()\n    app.say()\n", app=app)
    assert reason.startswith("the test could not be run again: RerunTooLong: it had not ended after ")


def test_a_method_gets_a_new_instance(pytester: pytest.Pytester) -> None:
    tests = "class TestIt:\n    def test_a(self):\n        assert not hasattr(self, 'used')\n"
    tests += "        self.used = 1\n        app.say()\n"
    run(pytester, tests).assert_outcomes(passed=1, errors=1)
    assert found(pytester)[0][2:] == ("fail", "3/3")


def test_hypothesis(pytester: pytest.Pytester) -> None:
    tests = "from hypothesis import given, strategies as st, settings\nclass TestIt:\n"
    tests += "    @settings(max_examples=3, database=None, derandomize=True, deadline=None)\n"
    tests += "    @given(number=st.integers())\n"
    tests += "    def test_a(self, number):\n        app.say()\n"
    run(pytester, tests).assert_outcomes(passed=1, errors=1)
    assert found(pytester)[0][2:] == ("fail", "3/3")


def test_leaks_of_a_rerun_are_not_counted(pytester: pytest.Pytester) -> None:
    tests = "import socket\nKEPT = []\ndef test_a():\n    KEPT.append(socket.socket())\n    app.say()\n"
    run(pytester, tests).assert_outcomes(passed=1, errors=1)
    assert sorted((leak.kind, leak.count) for leak in leaks(pytester)) == [("registry", 1), ("socket", 1)]


def test_each_run_has_the_whole_timeout(pytester: pytest.Pytester) -> None:
    tests = "import time\ndef test_a():\n    time.sleep(1.5)\n    app.say()\n"
    run(pytester, tests, "--timeout=4").assert_outcomes(passed=1, errors=1)
    assert found(pytester)[0][2:] == ("fail", "3/3")


def test_the_timeout_of_one_test_is_no_other_ones(pytester: pytest.Pytester) -> None:
    tests = (
        "import time\n@pytest.mark.timeout(1, method='thread')\ndef test_a():\n    pass\n"
        "def test_b():\n    app.look('once')\ndef test_c():\n    time.sleep(1.5)\n"
    )
    run(pytester, tests).assert_outcomes(passed=3)


@pytest.mark.parametrize("method", ["signal", "thread"])
def test_a_timeout_of_the_call_alone(pytester: pytest.Pytester, method: str) -> None:
    flags = ("--timeout=5", "-otimeout_func_only=true", f"--timeout-method={method}")
    run(pytester, "def test_a():\n    app.say()\n", *flags).assert_outcomes(passed=1, errors=1)


def test_clean_under_errors_for_warnings(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_a():\n    app.look(1)\n", "-Werror", "--strict-markers", "--strict-config")
    result.assert_outcomes(passed=1)


def test_first_failure_ends_the_run_as_usual(pytester: pytest.Pytester) -> None:
    tests = SCOPES + "def test_a(own):\n    app.say()\ndef test_b():\n    LOG.append('b')\n"
    run(pytester, tests, "-x").assert_outcomes(passed=1, errors=1)
    log = (pytester.path / "log.txt").read_text().splitlines()
    assert (log.count("session down"), log.count("b")) == (1, 0)


def test_interrupt_in_a_rerun_is_an_interrupt(pytester: pytest.Pytester) -> None:
    tests = SCOPES + "runs = []\ndef test_a():\n    runs.append(1)\n    app.say()\n"
    tests += "    if len(runs) > 1:\n        raise KeyboardInterrupt\n"
    result = run(pytester, tests)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert Path(pytester.path / "log.txt").read_text().splitlines()[-1] == "session down"
