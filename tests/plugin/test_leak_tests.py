"""``-m ws_leak``: the tests about leaks, whichever way they ask for us, and no others."""

from __future__ import annotations

import json

import pytest

INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\nwshygiene_settle = 0.05\n"
TESTS = """
import gc, socket
import pytest

KEPT = []

def leak():
    KEPT.append(socket.socket())

@pytest.mark.ws_leak
def test_marked(): leak()

@pytest.mark.ws_leak
class TestClass:
    def test_in_a_class(self): leak()

@pytest.mark.wshygiene(kinds=["socket"])
def test_marked_in_detail(): leak()

@pytest.mark.wshygiene(mode="warn")
@pytest.mark.ws_leak
def test_only_warned(): leak()

def test_fixture(wshygiene): pass

class Node:
    def __init__(self):
        self.itself = self

@pytest.fixture
def no_collections():
    gc.disable()
    yield
    gc.enable()

def test_churn(wshygiene_churn, no_collections):
    wshygiene_churn(Node)

@pytest.mark.wshygiene(mode="off")
def test_left_alone(): leak()

def test_other(): leak()
"""


@pytest.fixture
def place(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini(INI)
    pytester.makepyfile(test_it=TESTS)
    return pytester


def test_all_that_ask_are_selected_and_judged(place: pytest.Pytester) -> None:
    flags = ["-m", "ws_leak", "--strict-markers", "--wshygiene-report=json:leaks.json"]
    result = place.runpytest_subprocess(*flags)
    result.assert_outcomes(passed=6, errors=3, deselected=2)
    leaks = json.loads((place.path / "leaks.json").read_text())["leaks"]
    assert {(leak["owner"]["nodeid"].rpartition("::")[2], leak["verdict"]) for leak in leaks} == {
        ("test_marked", "fail"),
        ("test_in_a_class", "fail"),
        ("test_marked_in_detail", "fail"),
        ("test_only_warned", "warn"),
    }


def test_the_others_are_what_is_left(place: pytest.Pytester) -> None:
    place.runpytest_subprocess("-m", "not ws_leak").assert_outcomes(passed=2, deselected=6)
