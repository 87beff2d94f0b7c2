"""We keep our own rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wshygiene_checks.cli import wshygiene

ROOT = Path(__file__).parent.parent.parent
OURS = (
    "pytest_wshygiene",
    "checks",
    "examples/wshygiene_reference",
    "examples/leaky_chat/fixed",
    "examples/leaky_offers/fixed",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first check keeps what it has read: each of them reads the whole project."""
    return tmp_path_factory.mktemp("cache")


def check(folder: str, cache: Path) -> Result:
    arguments = ["check", str(ROOT / folder), "--cache-dir", str(cache), "--output-format", "json", "--include-tests"]
    return CliRunner().invoke(wshygiene, arguments, standalone_mode=False)


@pytest.mark.parametrize("folder", OURS)
def test_our_own_code_is_clean(folder: str, cache: Path) -> None:
    result = check(folder, cache)
    document = json.loads(result.stdout)
    assert document["errors"] == []
    assert [finding for finding in document["findings"] if finding["confidence"] != "info"] == []


@pytest.mark.parametrize("name", ["leaky_chat", "leaky_offers"])
def test_the_leaky_example_is_not(name: str, cache: Path) -> None:
    """Programs that the README shows: what fails their tests is also seen in their source."""
    result = check(f"examples/{name}/leaky", cache)
    assert result.return_value == 1
    assert {finding["code"] for finding in json.loads(result.stdout)["findings"] if finding["confidence"] == "high"}
