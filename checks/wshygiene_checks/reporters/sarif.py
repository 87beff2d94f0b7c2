"""Findings as SARIF 2.1.0, with what code hosts make use of: fingerprints, evidence, fixes, the whole rule table."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import quote

from wshygiene_checks.catalogue import RULES, Rule
from wshygiene_checks.finding import Edit, Evidence, FileError, Finding, Fix
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import rules_of
from wshygiene_checks.reporters.tool import tool

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"high": "error", "medium": "warning", "info": "note"}
_RANKS = {"high": 90.0, "medium": 50.0, "info": 10.0}  # SARIF's scale of priority, from 0 to 100


def render(report: Report) -> str:
    """One run."""
    seen: Counter[str] = Counter()
    driver = tool(report.side)
    run = {
        "tool": {"driver": {**driver, "rules": [_rule(rule) for rule in rules_of(report.side)]}},
        "automationDetails": {"id": f"{driver['name']}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(report, finding, seen) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    """The same for every run of a version: a host shows what has vanished by comparing tables."""
    at_run_time = f" At run time: {rule.leads_to}." if rule.leads_to else ""
    causes = [source.code for source in RULES if source.leads_to == rule.code]
    in_source = f" In source: {', '.join(causes)}." if causes else ""
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": rule.summary},
        "help": {"text": f"{rule.summary}{at_run_time}{in_source} More: wshygiene rule {rule.code}"},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["resource-leak"]},
    }


def _invocation(report: Report) -> dict[str, Any]:
    failures = [_notification(report, error) for error in report.errors]
    return {"executionSuccessful": not failures, "toolExecutionNotifications": failures}


def _notification(report: Report, error: FileError) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(report, error.path)}}
    if error.line:
        place["region"] = {"startLine": error.line}
    return {"level": "error", "message": {"text": error.message}, "locations": [{"physicalLocation": place}]}


def _result(report: Report, finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    seen[finding.fingerprint] += 1
    codes = [rule.code for rule in rules_of(report.side)]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": LEVELS[finding.confidence],
        "rank": _RANKS[finding.confidence],
        "message": {"text": finding.message},
        "locations": [_location(report, finding)],
        "partialFingerprints": {
            # The one name that GitHub reads; it merges results with equal values, so the second one is counted.
            "primaryLocationLineHash": f"{finding.fingerprint}:{seen[finding.fingerprint]}",
            "wshygiene/v1": finding.fingerprint,
        },
    }
    if finding.evidence:
        proofs = enumerate(finding.evidence, start=1)
        result["relatedLocations"] = [_related(report, number, proof) for number, proof in proofs]
    if finding.fix is not None:
        result["fixes"] = [_fix(report, finding.path, finding.fix)]
    return result


def _location(report: Report, finding: Finding) -> dict[str, Any]:
    if not finding.path:  # only its owner is known
        return {"logicalLocations": [{"fullyQualifiedName": finding.owner}]}
    region = {"startLine": max(finding.line, 1)}
    if finding.column:
        region |= {"startColumn": finding.column, "endLine": finding.end_line, "endColumn": finding.end_column}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(report, finding.path)}, "region": region}}


def _related(report: Report, number: int, proof: Evidence) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _uri(report, proof.path)}, "region": {"startLine": max(proof.line, 1)}}
    return {"id": number, "physicalLocation": place, "message": {"text": proof.message}}


def _fix(report: Report, path: str, fix: Fix) -> dict[str, Any]:
    change = {
        "artifactLocation": {"uri": _uri(report, path)},
        "replacements": [_replacement(edit) for edit in fix.edits],
    }
    description = fix.message if fix.applicability == "safe" else f"{fix.message} (unsafe: may change what it does)"
    return {"description": {"text": description}, "artifactChanges": [change]}


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.end_line,
        "endColumn": edit.end_column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.content}}


def _uri(report: Report, path: str) -> str:
    return quote(report.hosted(path), errors="surrogatepass")
