"""Growth that a rerun cannot confirm, or that a wider fixture answers for, fails no test, and says why."""

from __future__ import annotations

import pytest

from .discovering import found, leaks, run, unconfirmed


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
