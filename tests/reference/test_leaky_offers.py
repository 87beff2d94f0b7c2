"""The leaky offers beside their fixed twin: what a visit leaves, counted; and who says so."""

from __future__ import annotations

import filecmp
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "leaky_offers"
VISITS = 10


def measured(kind: str) -> dict[str, float]:
    """What the comparison says of one of them."""
    command = [sys.executable, str(ROOT / "tests/benchmarks/leaky_or_clean.py"), "--one", kind, "--visits", str(VISITS)]
    return dict(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))


def test_the_leaky_one_keeps_its_listeners_intervals_and_orphans() -> None:
    found = measured("leaky")
    assert found["listeners"] >= 50 * VISITS
    assert (found["intervals"], found["orphans"]) == (VISITS, VISITS)
    assert found["objects"] > 50 * VISITS
    assert found["afterwards"] >= VISITS


@pytest.mark.parametrize("kind", ["fixed", "manager"])
def test_the_fixed_one_and_the_manager_keep_nothing(kind: str) -> None:
    found = measured(kind)
    assert {name: found[name] for name in ("listeners", "intervals", "orphans", "afterwards")} == {
        "listeners": 0,
        "intervals": 0,
        "orphans": 0,
        "afterwards": 0,
    }


@pytest.mark.parametrize(("kind", "leaks"), [("leaky", {"task", "registry"}), ("fixed", set())])
def test_the_plugin_tells_them_apart_and_their_own_tests_do_not(kind: str, leaks: set[str], tmp_path: Path) -> None:
    report = tmp_path / "leaks.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--wshygiene"]
    result = subprocess.run(
        [*command, f"--wshygiene-report=json:{report}"], cwd=EXAMPLE / kind, capture_output=True, text=True, check=False
    )
    assert "4 passed" in result.stdout, result.stdout
    assert {leak["kind"] for leak in json.loads(report.read_text())["leaks"]} == leaks
    assert result.returncode == bool(leaks)


def test_both_have_the_same_tests() -> None:
    same = ["pytest.ini", "test_offers.py", "offers/__init__.py", "offers/feed.py"]
    assert filecmp.cmpfiles(EXAMPLE / "leaky", EXAMPLE / "fixed", same, shallow=False)[0] == same
