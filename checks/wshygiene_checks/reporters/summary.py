"""The closing line of a check, and the table of how often each rule spoke up."""

from __future__ import annotations

from collections import Counter

from wshygiene_checks.finding import CONFIDENCES, FileError
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import entry


def summary(report: Report) -> str:
    """One line: what was found in how many files, what was left out, and what a fix is known for."""
    if not report.files and not report.tests:
        return "No Python files to check" + _unchecked(report)
    where = f"in {counted(report.files, 'file')}"
    found = (
        f"Found {counted(len(report.findings), 'finding')} ({_detail(report)})" if report.findings else "No findings"
    )
    return f"{found} {where}{_unchecked(report)}" + "".join(f"; {note}" for note in _notes(report))


def error_line(report: Report, error: FileError) -> str:
    """One file that could not be checked."""
    place = report.shown(error.path) + (f":{error.line}" if error.line else "")
    return f"{place}: error: {error.message}"


def statistics(report: Report) -> str:
    """How often each rule was broken, the most frequent first."""
    counts = _by_frequency(report)
    width = max((len(str(count)) for _, count in counts), default=0)
    return "".join(f"{count:>{width}}  {code}  {entry(code).name}\n" for code, count in counts)


def statistics_as_json(report: Report) -> str:
    """The same as JSON."""
    rows = [{"code": code, "rule": entry(code).name, "count": count} for code, count in _by_frequency(report)]
    import json  # only for statistics

    return json.dumps(rows, indent=2) + "\n"


def _by_frequency(report: Report) -> list[tuple[str, int]]:
    counts = Counter(finding.code for finding in report.findings)
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


def _detail(report: Report) -> str:
    counts = Counter(finding.confidence for finding in report.findings)
    return ", ".join(f"{counts[word]} {word}" for word in CONFIDENCES if counts[word])


def _unchecked(report: Report) -> str:
    return f", {counted(len(report.errors), 'file')} not checked" if report.errors else ""


def _notes(report: Report) -> list[str]:
    fixes = Counter(finding.fix.applicability for finding in report.findings if finding.fix is not None)
    notes = {
        "fixable with --fix": fixes["safe"],
        "fixable with --fix --unsafe-fixes": fixes["unsafe"],
        "known in the baseline": report.known,
        "suppressed": report.suppressed,
        "of low confidence not shown (--show=info)": report.hidden,
    }
    skipped = [f"{counted(report.tests, 'test file')} skipped"] if report.tests else []
    return [f"{count} {text}" for text, count in notes.items() if count] + skipped


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
