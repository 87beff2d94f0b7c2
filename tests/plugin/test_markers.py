"""A marker or a fixture turns the plugin on for its tests alone; what the marker says wins over flags and ini keys."""

from __future__ import annotations

import pytest

from .leaks_at_hand import LEAKING, leaks

MARKED = """
mark = pytest.mark.wshygiene

def test_unmarked(): leak_both()

@mark
def test_bare(): leak_socket()

@mark()
def test_empty(): leak_socket()

@mark(mode="fail")
def test_fail(): leak_socket()

@mark(mode="warn")
def test_warn(): leak_socket()

@mark(mode="off")
def test_off(): leak_both()

@mark(kinds="socket")
def test_kind(): leak_both()

@mark(kinds=["socket", "thread"])
def test_kinds(): leak_both()

@mark(ignore="kind=socket because it is known")
def test_ignored(): leak_both()

@mark(ignore=["kind=socket because A", "kind=thread because B"])
def test_both_ignored(): leak_both()

@mark(settle=0)
def test_impatient(): leak_thread()

@mark(settle=5)
def test_patient(): leak_thread(0.2)

@mark(kinds="thread", mode="warn")
class TestClass:
    def test_inherits(self): leak_both()

    @mark(mode="fail")
    def test_changes(self): leak_both()

    @mark(mode="off")
    def test_opts_out(self): leak_both()

@mark
@pytest.mark.parametrize("made", [1, 2])
def test_parametrized(made): leak_socket()

def test_fixture(wshygiene): leak_socket()

def test_churn(wshygiene_churn): leak_socket()

@mark(mode="off")
def test_fixture_off(wshygiene): leak_socket()

def test_unmarked_after(): leak_both()
"""
S, T = "socket", "thread"
FAILING = {
    "test_bare": [(S, "fail")],
    "test_empty": [(S, "fail")],
    "test_fail": [(S, "fail")],
    "test_warn": [(S, "warn")],
    "test_kind": [(S, "fail")],
    "test_kinds": [(S, "fail"), (T, "fail")],
    "test_ignored": [(S, "ignored"), (T, "fail")],
    "test_both_ignored": [(S, "ignored"), (T, "ignored")],
    "test_impatient": [(T, "fail")],
    "TestClass::test_inherits": [(T, "warn")],
    "TestClass::test_changes": [(T, "fail")],
    "test_parametrized[1]": [(S, "fail")],
    "test_parametrized[2]": [(S, "fail")],
    "test_fixture": [(S, "fail")],
    "test_churn": [(S, "fail")],
}
#: Without a mode of their own, these follow the session where it is on.
FOLLOWING = [
    "test_bare",
    "test_empty",
    "test_kind",
    "test_kinds",
    "test_ignored",
    "test_impatient",
    "test_parametrized[1]",
    "test_parametrized[2]",
    "test_fixture",
    "test_churn",
]


def test_marker_or_fixture_alone_turns_it_on_for_that_test_only(pytester: pytest.Pytester) -> None:
    assert leaks(pytester, MARKED) == FAILING


def test_marker_before_flag_before_ini(pytester: pytest.Pytester) -> None:
    found = leaks(pytester, MARKED, "--wshygiene-mode=warn", ini="wshygiene_mode = fail\n")
    expected = dict(FAILING)
    for name in FOLLOWING:
        expected[name] = [(kind, "warn" if word == "fail" else word) for kind, word in FAILING[name]]
    expected["test_unmarked"] = expected["test_unmarked_after"] = [(S, "warn"), (T, "warn")]
    assert found == expected


def test_marker_of_a_module_holds_for_its_tests_only(pytester: pytest.Pytester) -> None:
    module = "\npytestmark = pytest.mark.wshygiene(mode='warn')\ndef test_in(): leak_socket()\n"
    pytester.makepyfile(test_other=LEAKING + "\ndef test_out(): leak_socket()\n")
    assert leaks(pytester, module) == {"test_in": [(S, "warn")]}


def test_registries_of_a_marker_are_watched_for_that_test_only(pytester: pytest.Pytester) -> None:
    tests = """
@pytest.mark.wshygiene(registries="app:CLIENTS")
def test_one(): app.CLIENTS[1] = app.ROOMS[1] = 1

@pytest.mark.wshygiene(registries=["app:CLIENTS", "app:ROOMS"])
def test_both(): app.CLIENTS[2] = app.ROOMS[2] = 1

def test_neither(): app.CLIENTS[3] = app.ROOMS[3] = 1
"""
    registry = ("registry", "fail")
    assert leaks(pytester, tests, "--wshygiene") == {"test_one": [registry], "test_both": [registry, registry]}
