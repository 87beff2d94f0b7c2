"""Findings as JUnit XML, the report that most build servers read: a test suite a file, a failed test a finding."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from wshygiene_checks.finding import FileError, Finding
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import title


def render(report: Report) -> str:
    """One document; a clean check is one test that passed."""
    suites = [_suite(report, path, list(found)) for path, found in groupby(report.findings, key=lambda one: one.path)]
    suites += [_failed(report, error) for error in report.errors]
    if not suites:
        suites = [
            '  <testsuite name="wshygiene" tests="1" failures="0" errors="0"><testcase name="check"/></testsuite>'
        ]
    failures, errors = len(report.findings), len(report.errors)
    total = max(failures + errors, 1)
    opening = f'<testsuites name="wshygiene" tests="{total}" failures="{failures}" errors="{errors}">'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', opening, *suites, "</testsuites>", ""])


def _suite(report: Report, path: str, findings: list[Finding]) -> str:
    name, count = _attribute(report.shown(path)), len(findings)
    cases = [_case(report, finding, name) for finding in findings]
    opening = f'  <testsuite name={name} tests="{count}" failures="{count}" errors="0">'
    return "\n".join([opening, *cases, "  </testsuite>"])


def _case(report: Report, finding: Finding, suite: str) -> str:
    name = _attribute(title(finding))
    column = f":{finding.column}" if finding.column else ""
    place = f"{report.shown(finding.path)}:{finding.line}{column}"
    proofs = [f"{report.shown(proof.path)}:{proof.line}: {proof.message}" for proof in finding.evidence]
    text = escape(_printable("\n".join([f"{place}: {finding.message}", *proofs])))
    failure = f"<failure message={_attribute(finding.message.partition(chr(10))[0])}>{text}</failure>"
    return f'    <testcase name={name} classname={suite} line="{finding.line}">{failure}</testcase>'


def _failed(report: Report, error: FileError) -> str:
    name, message = _attribute(report.shown(error.path)), _attribute(error.message)
    case = f"<testcase name={name} classname={name}><error message={message}/></testcase>"
    return f'  <testsuite name={name} tests="1" failures="0" errors="1">{case}</testsuite>'


def _attribute(text: str) -> str:
    return quoteattr(_printable(text))


def _printable(text: str) -> str:
    """Text without the characters that XML has no way to write."""
    return "".join(sign if sign in "\t\n\r" or (sign >= " " and sign.isprintable()) else "?" for sign in text)
