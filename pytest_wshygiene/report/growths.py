"""What churns have seen growing, as findings: for the reports of code hosts and build servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pytest_wshygiene.model import ToldChurn
from pytest_wshygiene.report.findings import Place, first_here
from wshygiene_checks.finding import Evidence, Finding, fingerprint

CODE = "WSH300"


def findings_of(churns: Iterable[ToldChurn], root: Path) -> Iterator[Finding]:
    """One for each thing that grew, at the line that adds to it, else in its test.

    Objects that grow only because something else in the same result holds them are told with that, by the test itself.
    """
    for churn in churns:
        for growth in churn.figures.get("growths", ()):
            if churn.grew and not growth["is_part"]:
                yield _finding(churn, growth, root)


def _finding(churn: ToldChurn, growth: Mapping[str, Any], root: Path) -> Finding:
    added: list[Place] = [(line["path"], line["line"]) for line in growth["added"]]
    test = churn.nodeid.partition("::")[0]
    path, line = first_here([*added, (test, 1)], root)
    return Finding(
        code=CODE,
        path=path,
        line=line,
        column=0,
        end_line=line,
        end_column=0,
        message=f"{growth['text']}, in cycles of {churn.name}",
        confidence="high",
        owner=churn.nodeid,
        subject=growth["what"],
        evidence=tuple(Evidence(path, line, text) for text in _told(churn, growth)),
        known_as=fingerprint_of(churn.nodeid, growth["what"]),
        title="growth",  # as the test itself says it
    )


def fingerprint_of(nodeid: str, what: str) -> str:
    """What a baseline knows the growth of ``what`` by, in the churns of one test."""
    return fingerprint(CODE, nodeid.partition("::")[0], nodeid, what)


def _told(churn: ToldChurn, growth: Mapping[str, Any]) -> Iterator[str]:
    for index, line in enumerate(growth["added"]):
        yield f"{'by' if index else 'added'} {line['path']}:{line['line']} in {line['function']}"
    if growth["note"]:
        yield f"now {growth['note']}"
    if growth["holder"]:
        yield f"held by {growth['holder']}"
    yield f"owner {churn.nodeid}"
