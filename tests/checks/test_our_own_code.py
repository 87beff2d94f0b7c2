"""We keep our own rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from wshygiene_checks.cli import wshygiene

ROOT = Path(__file__).parent.parent.parent
OURS = (
    "pytest_wshygiene",
    "checks",
    "examples/wshygiene_reference",
    "examples/leaky_chat/fixed",
    "examples/leaky_offers/fixed",
)


@pytest.mark.parametrize("folder", OURS)
def test_our_own_code_is_clean(folder: str) -> None:
    arguments = ["check", str(ROOT / folder), "--no-cache", "--output-format", "json", "--include-tests"]
    result = CliRunner().invoke(wshygiene, arguments, standalone_mode=False)
    document = json.loads(result.stdout)
    assert document["errors"] == []
    assert [finding for finding in document["findings"] if finding["confidence"] != "info"] == []


@pytest.mark.parametrize("name", ["leaky_chat", "leaky_offers"])
def test_the_leaky_example_is_not(name: str) -> None:
    """Programs that the README shows: what fails their tests is also seen in their source."""
    arguments = ["check", str(ROOT / "examples" / name / "leaky"), "--no-cache", "--output-format", "json"]
    result = CliRunner().invoke(wshygiene, [*arguments, "--include-tests"], standalone_mode=False)
    assert result.return_value == 1
    assert {finding["code"] for finding in json.loads(result.stdout)["findings"] if finding["confidence"] == "high"}
