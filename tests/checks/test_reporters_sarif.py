"""SARIF: valid by the official schema, and with what code hosts need beyond it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wshygiene_checks.catalogue import RULES
from wshygiene_checks.reporters import render
from wshygiene_checks.reporters.record import Report

from .test_reporters import DROPPED, EMPTY, GROWING, REPORT

SCHEMA = Path(__file__).with_name("schemas") / "sarif-2.1.0.json"


def sarif(report: Report) -> dict[str, Any]:
    """The one run of a report."""
    document = json.loads(render("sarif", report))
    [run] = document["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["with findings and errors", "empty"])
def test_it_is_valid_by_the_official_schema(report: Report) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    assert [error.message for error in validator.iter_errors(json.loads(render("sarif", report)))] == []


def test_the_rule_table_is_always_whole() -> None:
    rules = sarif(EMPTY)["tool"]["driver"]["rules"]

    source = {rule.code for rule in RULES if rule.side == "source"}
    assert {rule["id"] for rule in rules} == source | {"WSH001", "WSH002", "WSH003"}
    for rule in rules:
        texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"]]
        assert all(0 < len(text) <= 1024 for text in texts)


def test_results_point_into_the_table() -> None:
    run = sarif(REPORT)

    assert [result["ruleId"] for result in run["results"]] == ["WSH201", "WSH302"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_result_says_where_and_how_sure() -> None:
    first, second = sarif(REPORT)["results"]

    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "chat/app/feed.py"},  # relative to the repository
                "region": {"startLine": 41, "startColumn": 9, "endLine": 41, "endColumn": 40},
            }
        }
    ]
    assert (first["level"], second["level"]) == ("error", "warning")
    assert first["rank"] > second["rank"]


def test_evidence_is_in_the_related_locations() -> None:
    related = sarif(REPORT)["results"][0]["relatedLocations"]

    assert [(place["id"], place["message"]["text"]) for place in related] == [
        (1, "`close()` cancels `_beat`"),
        (2, "who owns it"),
    ]
    assert related[1]["physicalLocation"] == {
        "artifactLocation": {"uri": "chat/app/hub.py"},
        "region": {"startLine": 7},
    }


def test_fingerprints_tell_equal_findings_apart() -> None:
    results = sarif(Report(findings=(DROPPED, DROPPED, GROWING), root="/w", repository="/w", folder="/w"))["results"]

    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert prints == [f"{DROPPED.fingerprint}:1", f"{DROPPED.fingerprint}:2", f"{GROWING.fingerprint}:1"]


def test_fixes_are_replacements() -> None:
    [fix] = sarif(REPORT)["results"][0]["fixes"]

    assert fix["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 41, "startColumn": 9, "endLine": 41, "endColumn": 9},
            "insertedContent": {"text": "self._task = "},
        }
    ]


def test_files_that_were_not_checked_are_said() -> None:
    [invocation] = sarif(REPORT)["invocations"]

    assert invocation["executionSuccessful"] is False
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == [
        "cannot be parsed: invalid syntax.",
        "is <gone>.",
    ]
    assert sarif(EMPTY)["invocations"][0]["executionSuccessful"] is True


def test_paths_are_uris() -> None:
    from dataclasses import replace

    odd = Report(findings=(replace(DROPPED, path="a b/50%.py"),), root="/w", repository="/w", folder="/w")

    [result] = sarif(odd)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/50%25.py"
