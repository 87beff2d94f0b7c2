"""Growth that a baseline knows fails no churn; new growth does, and growth that is gone is to be struck off."""

from __future__ import annotations

import json

import pytest

APP = """
ROOMS = {}
LOG = []

def join(visitor):
    ROOMS.setdefault("lobby", []).append(visitor)
"""
TEST = """
import app

def visit():
    app.join(object())

def test_visits(wshygiene_churn):
    wshygiene_churn(visit)
"""
KNOWN, UPDATE = "--wshygiene-baseline=known.json", "--wshygiene-update-baseline"


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """A suite whose one growth has been written down."""
    pytester.makepyfile(app=APP, test_it=TEST)
    written = run(pytester, UPDATE)
    written.assert_outcomes(passed=1)
    written.stdout.fnmatch_lines(["*known.json: 1 known, 1 added, 0 struck off."])
    return pytester


def run(pytester: pytest.Pytester, *flags: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("--wshygiene", "-p", "no:cacheprovider", KNOWN, *flags)


def entry(pytester: pytest.Pytester) -> dict[str, object]:
    [found] = json.loads((pytester.path / "known.json").read_text())["entries"]
    return dict(found)


def test_without_a_baseline_it_fails(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(app=APP, test_it=TEST)
    pytester.runpytest_subprocess("--wshygiene").assert_outcomes(failed=1)


def test_the_entry_says_where_it_grows(suite: pytest.Pytester) -> None:
    found = entry(suite)
    assert (found["code"], found["path"], found["owner"], found["count"]) == ("WSH300", "app.py", "join", 1)
    assert "app.ROOMS" in str(found["summary"])
    assert found["tests"] == ["test_it.py::test_visits"]


def test_what_is_known_fails_nothing_and_is_told(suite: pytest.Pytester) -> None:
    result = run(suite, "--wshygiene-report=json:out.json")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["wshygiene: no leaks, 1 test judged; 1 baseline"])
    [churn] = json.loads((suite.path / "out.json").read_text())["churns"]
    assert churn["growths"] == []
    [known] = churn["known"]
    assert known.startswith("in the baseline: app.ROOMS")


def test_what_is_new_fails_and_what_is_known_is_told_beside_it(suite: pytest.Pytester) -> None:
    suite.makepyfile(app=APP + "    LOG.append(1)\n")
    result = run(suite)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*WSH300 growth: something grew in each of *", "*app.LOG: +1 per cycle*", "*in the baseline: app.ROOMS*"]
    )


def test_what_is_gone_is_to_be_struck_off(suite: pytest.Pytester) -> None:
    suite.makepyfile(app=APP.replace("append(visitor)", "clear()"))
    result = run(suite)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["*1 entry of known.json leaks no longer; strike off with --wshygiene-update-baseline:"]
    )
    run(suite, UPDATE).stdout.fnmatch_lines(["*known.json: 0 known, 0 added, 1 struck off."])


def test_beyond_its_day_it_fails_again(suite: pytest.Pytester) -> None:
    document = {"version": 1, "entries": [entry(suite) | {"until": "2020-01-31"}]}
    (suite.path / "known.json").write_text(json.dumps(document))
    run(suite).assert_outcomes(failed=1)


def test_workers_know_it_too(suite: pytest.Pytester) -> None:
    result = run(suite, "-n", "1")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["wshygiene: no leaks, 1 test judged; 1 baseline"])


def test_a_hook_may_leave_it_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(app=APP, test_it=TEST)
    pytester.makeconftest("def pytest_wshygiene_leak(leak): return 'ignore' if 'ROOMS' in leak.subject else None")
    result = pytester.runpytest_subprocess("--wshygiene")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["wshygiene: no leaks, 1 test judged; 1 ignored"])


def test_a_storm_knows_it_too(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        app="LEFT = []\n",
        test_it="""
            import asyncio
            import pytest
            import app

            @pytest.mark.asyncio
            async def test_visits(wshygiene_churn):
                async def visit():
                    app.LEFT.append(object())
                    await asyncio.sleep(0)
                await wshygiene_churn.storm(visit)
            """,
    )
    run(pytester, UPDATE).assert_outcomes(passed=1)
    run(pytester).assert_outcomes(passed=1)
    pytester.runpytest_subprocess("--wshygiene").assert_outcomes(failed=1)
