"""The findings in real packages that were read and judged: enough of them, and most of them true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wshygiene_checks.catalogue import RULES

FILES = sorted((Path(__file__).parent / "labels").glob("*.json"))
KEYS = {"package", "version", "path", "line", "code", "verdict", "reason"}


def labels(file: Path) -> list[dict[str, Any]]:
    return json.loads(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


HIGH = [row for file in FILES for row in labels(file) if row.get("confidence", "high") == "high"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_label_names_a_place_a_rule_and_a_reason(file: Path) -> None:
    codes = {rule.code for rule in RULES}
    for row in labels(file):
        assert row.keys() - {"confidence"} == KEYS
        assert row["code"] in codes
        assert isinstance(row["verdict"], bool)
        assert isinstance(row["line"], int)
        assert len(row["reason"].split()) >= 3


def test_at_least_sixty_high_findings_were_read_and_four_in_five_are_true() -> None:
    true = sum(row["verdict"] for row in HIGH)
    assert len(HIGH) >= 60
    assert true / len(HIGH) >= 0.8
