"""What a run has found, in this process and in xdist's workers, and the reports made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_wshygiene.model import KINDS, Leak
from pytest_wshygiene.report import json as json_report
from pytest_wshygiene.report import text
from pytest_wshygiene.report.formats import LOUDNESS, Outcome, render
from pytest_wshygiene.report.writing import replace_file
from pytest_wshygiene.settings import ReportRequest
from wshygiene_checks import baseline

if TYPE_CHECKING:
    from pytest_wshygiene.options import Asked

#: What a leak is called among the properties of a test, which JUnit files and other reports of pytest's show.
PROPERTY = "wshygiene"
_ATTRIBUTE, _JUDGED = "wshygiene_leaks", "wshygiene_judged"


class Results:
    """Leaks travel as plain data on test reports, so that a run with xdist reads the same as one without."""

    def __init__(self, config: pytest.Config, asked: Asked) -> None:
        self._config = config
        self._asked = asked
        self.leaks: list[Leak] = []
        self.late: list[Leak] = []
        self.tests = 0
        self._troubles: list[str] = []
        self._old = baseline.Baseline()
        if asked.baseline is not None and (asked.baseline.exists() or not asked.update_baseline):
            try:
                self._old = baseline.load(asked.baseline)
            except baseline.BaselineError as error:
                hint = "" if asked.baseline.exists() else " Write one with --wshygiene-update-baseline."
                raise pytest.UsageError(f"--wshygiene-baseline: {error}{hint}") from error

    @property
    def is_worker(self) -> bool:
        """True in a process of xdist's that sends its results home."""
        return hasattr(self._config, "workerinput")

    def known_leaks(self) -> dict[str, int]:
        """How many of each fingerprint the baseline allows."""
        if self._asked.update_baseline:
            return {}
        today = date.today()
        return {e.fingerprint: e.count for e in self._old.entries if e.until is None or e.until >= today}

    def attach(self, report: pytest.TestReport, leaks: list[Leak], judged: bool) -> None:
        """Send leaks along with a test's teardown report; those that fail nothing are shown as a section.

        ``judged`` is false for a test that was left alone, and in whose teardown a wider fixture's leaks came up.
        """
        setattr(report, _ATTRIBUTE, [json_report.to_dict(leak) for leak in leaks])
        setattr(report, _JUDGED, judged)
        report.user_properties += [(PROPERTY, text.one_line(leak)) for leak in leaks if leak.verdict in LOUDNESS]
        crash = getattr(report.longrepr, "reprcrash", None)
        if crash is not None and str(report.longrepr).startswith("WSH"):
            crash.message = crash.message.partition("\n")[0]  # the summary repeats it, on CI in full
        hidden = {"test failed", "fail"} if _hidden(report) else {"test failed"}
        beside = [leak for leak in leaks if leak.verdict in hidden]
        if beside:
            report.sections.append(("wshygiene: leaks found at teardown", text.paragraphs(beside)))

    def collect(self, report: pytest.TestReport) -> None:
        """Take in what came along with a report."""
        leaks = getattr(report, _ATTRIBUTE, None)
        if leaks is not None:
            self.tests += bool(getattr(report, _JUDGED, False))
            self.leaks += [json_report.from_dict(leak) for leak in leaks]

    def add_late(self, leaks: list[Leak]) -> None:
        """Leaks that no test's teardown could tell of."""
        self.late += leaks

    def collect_worker(self, node: Any) -> None:
        """The same from a worker that has ended."""
        output = getattr(node, "workeroutput", None) or {}
        self.late += [json_report.from_dict(leak) for leak in output.get(_ATTRIBUTE, ())]

    def end(self, session: pytest.Session) -> bool:
        """Write the reports; True when there are leaks that must fail the run and belong to no test."""
        if self.is_worker:
            self._config.workeroutput[_ATTRIBUTE] = [json_report.to_dict(leak) for leak in self.late]  # type: ignore[attr-defined]
            return False
        self._recount()
        found = [*self.leaks, *self.late]
        for request in self._asked.reports:
            if request.path:
                self._write(request, found)
        finished = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if self._asked.update_baseline and self._asked.baseline is not None and finished:
            self._write_baseline(self._asked.baseline, found)
        return any(leak.verdict == "fail" for leak in self.late)

    def _write(self, request: ReportRequest, found: list[Leak]) -> None:
        """What cannot be written is said and not raised: the outcome of the tests is worth more than our reports."""
        try:
            replace_file(Path(str(request.path)), self._rendered(request.format, found))
        except OSError as error:
            self._troubles.append(f"--wshygiene-report={request.format}:{request.path}: {error.strerror}")

    def _recount(self) -> None:
        """Workers each allow what the baseline knows; together they may have allowed more."""
        left = self.known_leaks()
        for found in (self.leaks, self.late):
            for leak in [leak for leak in found if leak.verdict == "baseline"]:
                left[leak.fingerprint] = left.get(leak.fingerprint, 0) - leak.count
                if left[leak.fingerprint] < 0:
                    found.remove(leak)
                    self.late.append(leak.judged("fail", "more than the baseline knows"))

    def summarise(self, reporter: pytest.TerminalReporter) -> None:
        """Leaks that are in no test's failure, reports that go to the terminal, and the closing line."""
        self._recount()
        found = [*self.leaks, *self.late]
        quiet = self._config.get_verbosity() <= 0
        beside = {"warn"} if quiet else {"warn", "unknown", "unconfirmed"}
        shown = [leak for leak in self.leaks if leak.verdict in beside]
        shown += [leak for leak in self.late if leak.verdict in beside | {"fail"}]
        if shown:
            reporter.section("wshygiene: leaks")
            reporter.write_line(text.paragraphs(shown))
        for request in self._asked.reports:
            if not request.path:
                reporter.write_line(self._rendered(request.format, found))
        for trouble in self._troubles:
            reporter.write_line(f"wshygiene: cannot be written: {trouble}")
        verdicts: Counter[str] = Counter()
        for leak in found:
            verdicts[leak.verdict] += leak.count
        reporter.write_line(text.summary(self.tests, verdicts, hidden=quiet))

    def _rendered(self, form: str, leaks: list[Leak]) -> str:
        watch = self._config.pluginmanager.get_plugin("wshygiene-watch")
        blind = watch.inspector.blind if watch is not None and watch.inspector is not None else {}
        kinds = self._asked.terms.kinds or frozenset(KINDS)
        return render(form, Outcome(tuple(leaks), self.tests, kinds, blind, self._config.rootpath))

    def _write_baseline(self, path: Path, leaks: Iterable[Leak]) -> None:
        kept = {entry.fingerprint: entry for entry in self._old.entries}
        entries: dict[str, baseline.Entry] = {}
        for leak in leaks:
            if leak.verdict == "ignored":
                continue
            known, old = entries.get(leak.fingerprint), kept.get(leak.fingerprint)
            entries[leak.fingerprint] = baseline.Entry(
                fingerprint=leak.fingerprint,
                code=leak.code,
                path=leak.birth[0].path if leak.birth else leak.owner.path,
                owner=leak.birth[0].function if leak.birth else str(leak.owner),
                summary=leak.subject,
                count=leak.count + (known.count if known else 0),
                reason=old.reason if old else "",
                until=old.until if old else None,
            )
        baseline.write(path, entries.values())


def _hidden(report: pytest.TestReport) -> bool:
    """True when the teardown failed of itself, so that the leaks are not its text."""
    return report.failed and not str(report.longrepr).startswith("WSH")
