"""``pytest_wshygiene_leak``: asked about every leak that would count, believed when it says one of three words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from . import leaks_at_hand

INI = """
[pytest]
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
"""
TESTS = """
import socket
import pytest
KEPT = []

@pytest.fixture(scope="session")
def wide():
    KEPT.append(socket.socket())

def test_one(wide):
    KEPT.append(socket.socket())

def test_failing():
    assert 0

def test_stopping():
    raise KeyboardInterrupt

def test_after(): pass
"""
WHOLE = ("--deselect=test_it.py::test_stopping",)
REPORT = "--wshygiene-report=json:leaks.json"


def run(pytester: pytest.Pytester, conftest: str, *flags: str) -> pytest.RunResult:
    pytester.makeini(INI)
    pytester.makeconftest(conftest)
    pytester.makepyfile(test_it=TESTS)
    return pytester.runpytest_subprocess("--wshygiene", REPORT, *flags)


def leaks(pytester: pytest.Pytester) -> dict[str, Any]:
    found = json.loads((pytester.path / "leaks.json").read_text())["leaks"]
    return {leak["owner"]["fixture"] or "test": leak for leak in found}


DECIDING = """
def pytest_wshygiene_leak(leak, item):
    words = {"test_ignore": "ignore", "test_warn": "warn", "test_fail": "fail", "test_bad": "fial"}
    return words.get(item.name)
"""


def test_hook_decides(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(DECIDING)
    names = ("test_ignore", "test_warn", "test_fail", "test_other")
    tests = "".join(f"\ndef {name}(): leak_socket()" for name in names)
    found = leaks_at_hand.leaks(pytester, tests, "--wshygiene-mode=warn")
    assert found == dict(zip(names, [[("socket", word)] for word in ("ignored", "warn", "fail", "warn")], strict=True))


def test_hook_that_answers_nonsense_is_told_once(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(DECIDING)
    result = leaks_at_hand.run(pytester, "\ndef test_bad(): leak_socket()\ndef test_after(): pass\n", "--wshygiene")
    shown = result.stdout.str() + result.stderr.str()
    assert result.ret != 0
    assert 'pytest_wshygiene_leak returned \'fial\'. Answers: "ignore", "warn", "fail", None.' in shown
    assert "BadOpinion" not in shown, "a traceback through the plugin helps nobody"
    assert result.parseoutcomes().get("errors", 0) <= 1, "the next test is not to blame"


def test_leaks_of_fixtures_are_asked_about_also_when_no_test_is_left(pytester: pytest.Pytester) -> None:
    deciding = """
        asked = []

        def pytest_wshygiene_leak(leak, item):
            asked.append((leak.owner.fixture, item and item.name))
            return "warn" if leak.owner.fixture else "ignore"

        def pytest_unconfigure():
            print("asked:", asked)
    """
    result = run(pytester, deciding, "-s")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert "asked: [(None, 'test_one'), ('wide', None)]" in result.stdout.str()
    assert {name: leak["verdict"] for name, leak in leaks(pytester).items()} == {"wide": "warn", "test": "ignored"}
    result.stdout.fnmatch_lines(["wshygiene: 1 leak (1 warned), 2 tests judged; 1 ignored"])


@pytest.mark.parametrize("flags", [(), ("-n2",)], ids=["alone", "xdist"])
def test_the_first_answer_counts(pytester: pytest.Pytester, flags: tuple[str, ...]) -> None:
    deciding = """
        import pytest

        class Late:
            @pytest.hookimpl(trylast=True)
            def pytest_wshygiene_leak(self, leak):
                return "fail"

        def pytest_configure(config):
            config.pluginmanager.register(Late())

        def pytest_wshygiene_leak(leak):
            return "warn" if leak.owner.kind == "test" else None
    """
    run(pytester, deciding, *WHOLE, *flags)
    assert {name: leak["verdict"] for name, leak in leaks(pytester).items()} == {"wide": "fail", "test": "warn"}


@pytest.mark.parametrize("flags", [WHOLE, (), (*WHOLE, "-n2")], ids=["with a test", "at the end", "xdist"])
def test_an_answer_that_means_nothing_is_one_error(pytester: pytest.Pytester, flags: tuple[str, ...]) -> None:
    wrong = "def pytest_wshygiene_leak(leak): return True if leak.owner.fixture else None"
    result = run(pytester, wrong, *flags)
    shown = result.stdout.str() + result.stderr.str()
    assert result.ret != pytest.ExitCode.OK
    assert 'pytest_wshygiene_leak returned True. Answers: "ignore", "warn", "fail", None.' in shown
    assert "INTERNALERROR" not in shown
    assert "BadOpinion" not in shown, "a traceback through the plugin helps nobody"


def test_a_hook_with_a_bug_is_named_and_has_no_say(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def pytest_wshygiene_leak(leak, item): return item.no_such_attribute", *WHOLE)
    result.assert_outcomes(passed=2, failed=1, errors=2, warnings=1, deselected=1)
    result.stdout.fnmatch_lines(["*wshygiene: pytest_wshygiene_leak failed: AttributeError: *no_such_attribute*"])
