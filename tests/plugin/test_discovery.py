"""``wshygiene_discover``: growth that nobody declared, confirmed by running the test again, out of sight."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.json import from_dict

INI = """
[pytest]
pythonpath = .
asyncio_default_fixture_loop_scope = function
wshygiene_mode = fail
wshygiene_settle = 0.05
wshygiene_discover = app
"""
APP = """
import itertools

HISTORY = []
CLIENTS = {}
CACHE = {}
_ids = itertools.count()

def say(text="hello"):
    HISTORY.append(text)

def register():
    CLIENTS[next(_ids)] = "ann"

def look(key):
    CACHE.setdefault(key, key)
"""
PRELUDE = "import app, pytest\n"


def run(pytester: pytest.Pytester, tests: str, *flags: str, app: str = APP, ini: str = "") -> pytest.RunResult:
    pytester.makeini(INI + ini)
    pytester.makepyfile(app=app, test_it=PRELUDE + tests)
    return pytester.runpytest_subprocess("--wshygiene-report=json:leaks.json", *flags)


def leaks(pytester: pytest.Pytester) -> list[Leak]:
    return [from_dict(leak) for leak in json.loads((pytester.path / "leaks.json").read_text())["leaks"]]


def found(pytester: pytest.Pytester) -> list[tuple[str, str, str, str]]:
    """Test, container, verdict and confirmation of each leak."""
    return [(leak.owner.nodeid[12:], leak.subject, leak.verdict, leak.confirmed) for leak in leaks(pytester)]


# -- what is reported --------------------------------------------------------------------------------------------------


def test_growth_is_reported_with_the_line_that_adds(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_a():\n    app.say()\ndef test_b():\n    pass\n")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "WSH300 registry-outgrows-owner: `app.HISTORY` grew 0 -> 1 * test_it.py::test_a. (confirmed 3/3)",
            "    born      app.py:9 in say",
            "              by test_it.py:3 in test_a",
            "    now       0 -> 1 entries, new when run again: 'hello'",
            "    held by   app.HISTORY",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_line_of_a_container_that_others_have_imported(pytester: pytest.Pytester) -> None:
    run(pytester, "from app import CLIENTS as theirs\ndef test_a():\n    theirs[id(object)] = 1\n    app.register()\n")
    [leak] = leaks(pytester)
    assert (str(leak.birth[0]), leak.confirmed) == ("app.py:12 in register", "3/3")


def test_line_that_adds_to_a_set_in_a_dictionary(pytester: pytest.Pytester) -> None:
    app = "ROOMS = {'lobby': set()}\ndef join(member):\n    ROOMS['lobby'].add(member)\n"
    run(pytester, "def test_a():\n    app.join(object())\n", app=app)
    [leak] = leaks(pytester)
    assert (leak.subject, str(leak.birth[0])) == ("app.ROOMS[*]", "app.py:3 in join")


def test_growth_of_a_growing_room_is_one_leak(pytester: pytest.Pytester) -> None:
    app = "import itertools\nids = itertools.count()\nROOMS = {0: set()}\ndef join():\n    ROOMS[-next(ids)] = {1}\n"
    run(pytester, "def test_a():\n    app.join()\n    app.join()\n", app=app)
    assert [(leak.subject, leak.state[:6]) for leak in leaks(pytester)] == [("app.ROOMS", "1 -> 2")]


def test_growth_that_goes_on_inside_of_what_the_first_run_has_made(pytester: pytest.Pytester) -> None:
    app = "ROOMS = {}\ndef join(room):\n    ROOMS.setdefault(room, []).append('ann')\n"
    run(
        pytester,
        "def test_a():\n    app.join('lobby')\ndef test_b():\n    assert app.ROOMS == {'lobby': ['ann']}\n",
        app=app,
    )
    [leak] = leaks(pytester)
    assert (leak.subject, leak.state, leak.confirmed) == (
        "app.ROOMS",
        "0 -> 1 entries, new when run again: ['lobby'] 'ann'",
        "3/3",
    )
    assert str(leak.birth[0]) == "app.py:3 in join"


def test_a_mode_of_warn_fails_nothing(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_a():\n    app.say()\n", "--wshygiene-mode=warn")
    result.assert_outcomes(passed=1)
    assert found(pytester) == [("test_a", "app.HISTORY", "warn", "3/3")]


@pytest.mark.parametrize("line", ['kinds="task"', 'mode="off"', 'ignore="subject=app.HISTORY because it is a log"'])
def test_markers_hold_for_what_is_discovered(pytester: pytest.Pytester, line: str) -> None:
    result = run(pytester, f"@pytest.mark.wshygiene({line})\ndef test_a():\n    app.say()\n")
    result.assert_outcomes(passed=1)
    assert [leak for leak in found(pytester) if leak[2] != "ignored"] == []


def test_a_declared_registry_is_judged_as_before_and_once(pytester: pytest.Pytester) -> None:
    run(pytester, "def test_a():\n    app.register()\n", ini="wshygiene_registries = app:CLIENTS\n")
    assert found(pytester) == [("test_a", "app.CLIENTS", "fail", "")]


def test_a_module_that_is_imported_by_a_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**{"pack/__init__": "", "pack/late": "SEEN = [1]\n"})
    tests = "def test_a():\n    import pack.late\ndef test_b():\n    import pack.late\n    pack.late.SEEN.append(2)\n"
    run(pytester, tests, ini="    pack\n")
    assert found(pytester) == [("test_b", "pack.late.SEEN", "fail", "3/3")]


def test_a_module_that_only_the_test_imports_and_that_imports_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(late="CLIENTS = set()\n\ndef join(who):\n    CLIENTS.add(who)\n")
    run(pytester, "def test_a():\n    import late\n    late.join(object())\n", ini="    late\n")
    assert found(pytester) == [("test_a", "late.CLIENTS", "fail", "3/3")]


def test_xdist_finds_the_same(pytester: pytest.Pytester) -> None:
    tests = "".join(f"def test_{name}():\n    app.{call}\n" for name, call in [("a", "say()"), ("b", "look(1)")])
    tests += "def test_c():\n    app.register()\ndef test_d():\n    pass\n"
    run(pytester, tests)
    serial = sorted(found(pytester))
    result = run(pytester, tests, "-n2")
    assert sorted(found(pytester)) == serial
    assert [leak[2:] for leak in serial] == [("fail", "3/3"), ("unconfirmed", ""), ("fail", "3/3")]
    result.assert_outcomes(passed=4, errors=2)


# -- what is not -------------------------------------------------------------------------------------------------------


def unconfirmed(pytester: pytest.Pytester, tests: str, *flags: str, app: str = APP) -> str:
    """The reason why the one growth of these tests, which all pass, is not reported as a leak."""
    result = run(pytester, tests, *flags, app=app)
    assert result.ret == pytest.ExitCode.OK
    [leak] = leaks(pytester)
    assert (leak.verdict, leak.confirmed) == ("unconfirmed", "")
    assert result.stdout.str().count("1 unconfirmed") == 1
    return leak.reason


def test_a_cache_that_is_filled_once(pytester: pytest.Pytester) -> None:
    assert unconfirmed(pytester, "def test_a():\n    app.look(1)\n") == "a rerun did not grow it again"


def test_growth_that_comes_every_other_time(pytester: pytest.Pytester) -> None:
    tests = "runs = []\ndef test_a():\n    runs.append(1)\n    if len(runs) < 3:\n        app.say()\n"
    assert unconfirmed(pytester, tests) == "1 of 2 reruns grew it again"


def test_a_test_that_cannot_be_run_again(pytester: pytest.Pytester) -> None:
    tests = "import os\ndef test_a():\n    os.mkdir('once')\n    app.say()\n"
    reason = "the test could not be run again: FileExistsError: [Errno 17] File exists: 'once'"
    assert unconfirmed(pytester, tests) == reason


def test_a_unittest_that_cannot_be_run_again(pytester: pytest.Pytester) -> None:
    tests = "import unittest\nruns = []\nclass TestIt(unittest.TestCase):\n    def test_a(self):\n"
    tests += "        runs.append(1)\n        app.say()\n        self.assertEqual(len(runs), 1)\n"
    assert unconfirmed(pytester, tests) == "the test could not be run again: AssertionError: 2 != 1"


def test_a_fixture_whose_teardown_fails_in_the_rerun(pytester: pytest.Pytester) -> None:
    tests = "runs = []\n@pytest.fixture\ndef once():\n    yield\n    runs.append(1)\n    assert len(runs) == 1\n"
    tests += "def test_a(once):\n    app.say()\n"
    assert unconfirmed(pytester, tests).startswith("the test could not be run again: AssertionError: ")


def test_a_debugger_would_stop_in_the_rerun(pytester: pytest.Pytester) -> None:
    assert unconfirmed(pytester, "def test_a():\n    app.say()\n", "--pdb") == "no test is run again with --pdb"


def test_subtests_would_be_counted_twice(pytester: pytest.Pytester) -> None:
    pytest.importorskip("_pytest.subtests")
    tests = "def test_a(subtests):\n    with subtests.test('one'):\n        app.say()\n"
    assert unconfirmed(pytester, tests) == "its subtests would be reported again"


def test_growth_of_a_wider_fixture(pytester: pytest.Pytester) -> None:
    tests = "@pytest.fixture(scope='module')\ndef log():\n    app.say()\ndef test_a(log):\n    pass\n"
    assert unconfirmed(pytester, tests) == "a fixture of a wider scope is not set up a second time"


def test_a_failing_test_is_not_run_again(pytester: pytest.Pytester) -> None:
    result = run(pytester, "runs = []\ndef test_a():\n    app.say()\n    assert 0\ndef test_b():\n    pass\n")
    result.assert_outcomes(passed=1, failed=1)
    [leak] = leaks(pytester)
    assert (leak.verdict, leak.reason) == ("unconfirmed", "the test failed, and was not run again")


def test_verbose_shows_what_was_not_confirmed(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_a():\n    app.look(1)\n", "-v")
    result.stdout.fnmatch_lines(["*`app.CACHE` grew 0 -> 1*", "*unconfirmed: a rerun did not grow it again"])
    result.stdout.no_fnmatch_line("*born*by*")


@pytest.mark.parametrize("how", ["app.CLIENTS.clear()", "manager.clear()"])
def test_what_a_wider_fixture_takes_out_is_its_own_business(pytester: pytest.Pytester, how: str) -> None:
    tests = (
        f"@pytest.fixture(scope='module')\ndef clients():\n    manager = app.CLIENTS\n    yield manager\n    {how}\n"
    )
    tests += "def test_a(clients):\n    app.register()\ndef test_b():\n    app.register()\n"
    result = run(pytester, tests)
    result.assert_outcomes(passed=2)
    assert [leak[2:] for leak in found(pytester)] == [("unconfirmed", "")] * 2
    assert "the teardown of fixture `clients` (module scope, test_it.py:2) takes it out" in leaks(pytester)[0].reason


def test_what_a_wider_fixture_leaves_in_is_told_when_it_ends(pytester: pytest.Pytester) -> None:
    tests = "@pytest.fixture(scope='module')\ndef clients():\n    yield app.CLIENTS\n"
    tests += "def test_a(clients):\n    app.register()\ndef test_b(clients):\n    pass\n"
    result = run(pytester, tests)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_b*", "*grew 0 -> 1*test_it.py::test_a. (confirmed 3/3)"])
    assert found(pytester) == [("test_a", "app.CLIENTS", "fail", "3/3")]


def test_what_a_passed_test_has_left_fails_though_the_last_one_failed_already(pytester: pytest.Pytester) -> None:
    tests = "@pytest.fixture(scope='module')\ndef clients():\n    yield app.CLIENTS\n"
    tests += "def test_a(clients):\n    app.register()\ndef test_b(clients):\n    assert 0\n"
    run(pytester, tests).assert_outcomes(passed=1, failed=1, errors=1)
    assert found(pytester) == [("test_a", "app.CLIENTS", "fail", "3/3")]


def test_a_wider_fixture_takes_out_what_it_has_put_in_itself(pytester: pytest.Pytester) -> None:
    tests = "@pytest.fixture(scope='module')\ndef own():\n    app.CLIENTS['own'] = 1\n    yield app.CLIENTS\n"
    run(pytester, tests + "    del app.CLIENTS['own']\ndef test_a(own):\n    app.register()\n")
    assert found(pytester) == [("test_a", "app.CLIENTS", "fail", "3/3")]


# -- reruns are nobody else's business ---------------------------------------------------------------------------------

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
