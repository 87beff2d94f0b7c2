"""Filters in the ini file, on markers and in tests: what they leave alone, until when, and which are of no use."""

from __future__ import annotations

import pytest

INI = """
[pytest]
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
wshygiene_ignore =
    owner=test_ini because A
    owner=test_past because B; until=2020-01-01
    owner=nobody because C
"""
TESTS = """
import socket
import pytest
KEPT = []

def leak():
    KEPT.append(socket.socket())

mark = pytest.mark.wshygiene
def test_ini(): leak()
def test_past(): leak()

@mark(ignore="function=leak because D")
def test_marked(): leak()

@mark(ignore="kind=thread because E")
def test_marked_in_vain(): pass

class TestAll:
    pytestmark = mark(ignore=["created-by=test_it because F", "kind=task because G; until=2999-01-01"])
    def test_one(self): leak()
    def test_other(self): pass

def test_asked(wshygiene):
    wshygiene.ignore("path=test_it.py", reason="H")
    leak()

def test_asked_in_vain(wshygiene):
    wshygiene.ignore("subject=nothing", reason="I; until=2999-01-01")
"""
USELESS = [
    'wshygiene: this filter has matched no leak: @pytest.mark.wshygiene on *TestAll* ignore = "kind=task" because G',
    "wshygiene: this filter has matched no leak: @pytest.mark.wshygiene on test_it.py::test_marked_in_vain: "
    'ignore = "kind=thread" because E',
    'wshygiene: this filter has matched no leak: wshygiene.ignore() = "subject=nothing" because I',
    'wshygiene: this filter has matched no leak: wshygiene_ignore (in tox.ini) = "owner=nobody" because C',
    "wshygiene: this filter has no effect since 2020-01-01: wshygiene_ignore (in tox.ini) = "
    '"owner=test_past" because B',
]


def run(pytester: pytest.Pytester, tests: str, *flags: str) -> pytest.RunResult:
    pytester.makeini(INI)
    pytester.makepyfile(test_it=tests)
    return pytester.runpytest_subprocess("--wshygiene", *flags)


def told(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "this filter" in line]


@pytest.mark.parametrize("flags", [(), ("-n2",)], ids=["alone", "xdist"])
def test_useless_and_expired_filters_are_told(pytester: pytest.Pytester, flags: tuple[str, ...]) -> None:
    result = run(pytester, TESTS, *flags)
    result.assert_outcomes(passed=8, errors=1)
    result.stdout.fnmatch_lines(["*verdict *wshygiene_ignore (in tox.ini) has left it alone until 2020-01-01"])
    assert len(told(result)) == len(USELESS)
    pytest.LineMatcher(told(result)).fnmatch_lines([line.replace("[", "[[]") for line in USELESS])


def test_a_run_of_some_tests_says_nothing_of_filters(pytester: pytest.Pytester) -> None:
    assert told(run(pytester, TESTS, "-k", "test_ini")) == []
    assert told(run(pytester, TESTS + "\ndef test_failed(): assert 0\n")) == []
