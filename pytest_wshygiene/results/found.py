"""What a run has found, in this process and in xdist's workers, and the reports made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from pytest_wshygiene.model import KINDS, Leak
from pytest_wshygiene.report import json as json_report
from pytest_wshygiene.report import text
from pytest_wshygiene.report.formats import Outcome, render
from pytest_wshygiene.report.loudness import LOUDNESS
from pytest_wshygiene.results.aftermath import with_aftermath
from pytest_wshygiene.results.awaited import awaited
from pytest_wshygiene.results.churns import Churns
from pytest_wshygiene.results.extent import Extent
from pytest_wshygiene.results.ratchet import Ratchet
from pytest_wshygiene.settings.filters import Ignore
from pytest_wshygiene.settings.reading import ReportRequest
from wshygiene_checks.writing import replace_file

if TYPE_CHECKING:
    from pytest_wshygiene.settings.options import Asked

#: What a leak is called among the properties of a test, which JUnit files and other reports of pytest's show.
PROPERTY = "wshygiene"
_LINES, _BLIND, _FILTERS, _USED = (f"wshygiene_{name}" for name in ("lines", "not_watched", "filters", "used_filters"))
_OUTCOMES = ("passed", "failed", "skipped")
_ATTRIBUTE, _JUDGED = "wshygiene_leaks", "wshygiene_judged"


class Results:
    """Leaks travel as plain data on test reports, so that a run with xdist reads the same as one without."""

    def __init__(self, config: pytest.Config, asked: Asked) -> None:
        self._config = config
        self._asked = asked
        self.leaks: list[Leak] = []
        self.late: list[Leak] = []
        self.tests = 0
        #: Filters that were in force for somebody who was judged, and those of them that have matched a leak.
        self.filters: set[Ignore] = set(asked.terms.ignores)
        self.used: set[Ignore] = set()
        self._lines: list[str] = []
        self._blind: dict[str, str] = {}
        self.churns = Churns(in_full=bool(asked.reports))
        self.extent = Extent(config, is_whole=asked.terms.mode != "off")
        self.ratchet = Ratchet(asked.baseline, asked.update_baseline, asked.baseline_place)

    @property
    def is_worker(self) -> bool:
        """True in a process of xdist's that sends its results home."""
        return hasattr(self._config, "workerinput")

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
        """Take in what came along with a report; whoever repeats a failed test gives that an outcome of its own."""
        if report.outcome not in _OUTCOMES:
            return
        leaks = getattr(report, _ATTRIBUTE, None)
        if leaks is not None:
            self.tests += bool(getattr(report, _JUDGED, False))
            found = [json_report.from_dict(leak) for leak in leaks]
            self._lines += with_aftermath(self.leaks, found)

    def break_off(self, why: str, item: pytest.Item | None) -> None:
        """End the run with an error; a worker can only stop, and leave it to its controller to say why."""
        if not self.is_worker:
            pytest.exit(why, returncode=pytest.ExitCode.USAGE_ERROR)
        if item is not None:
            item.session.shouldfail = why
        else:
            self._lines.append(why)

    def add_late(self, leaks: list[Leak]) -> None:
        """Leaks that no test's teardown could tell of."""
        self.late += leaks

    def collect_worker(self, node: Any) -> None:
        """The same from a worker that has ended."""
        output = getattr(node, "workeroutput", None) or {}
        self._lines += output.get(_LINES, ())
        self._blind |= output.get(_BLIND, {})
        self.filters |= {Ignore.from_dict(data) for data in output.get(_FILTERS, ())}
        self.used |= {Ignore.from_dict(data) for data in output.get(_USED, ())}
        self.late += [json_report.from_dict(leak) for leak in output.get(_ATTRIBUTE, ())]

    def end(self) -> bool:
        """Write the reports; True when there are leaks that must fail the run and belong to no test."""
        if self.is_worker:
            self._send_home(self._config.workeroutput)  # type: ignore[attr-defined]
            return False
        self._recount()
        found = [*self.leaks, *self.late]
        for request in self._asked.reports:
            if request.path:
                self._write(request, found)
        gone = self._turn_ratchet(found)
        self._lines += self._useless_filters()
        return any(leak.verdict == "fail" for leak in self.late) or (gone and self._asked.strict)

    def _send_home(self, output: dict[str, Any]) -> None:
        """What a worker gives to its controller."""
        output[_ATTRIBUTE] = [json_report.to_dict(leak) for leak in self.late]
        output[_LINES], output[_BLIND] = self._lines, dict(self._unwatched())
        output[_FILTERS] = [ignore.to_dict() for ignore in self.filters]
        output[_USED] = [ignore.to_dict() for ignore in self.used]

    def _useless_filters(self) -> Iterator[str]:
        """Filters that a whole run has not needed, and those whose day has passed."""
        if not self.extent.has_seen(""):
            return
        for ignore in sorted(self.filters - self.used, key=str):
            yield f"this filter has matched no leak: {ignore}"
        for ignore in sorted(self.filters & self.used, key=str):
            if ignore.has_expired():
                yield f"this filter has no effect since {ignore.until}: {ignore}"

    def _turn_ratchet(self, found: list[Leak]) -> bool:
        """Bring the baseline up to date, or say what could be; True when it allows what nobody needs any more."""
        if self.ratchet.path is None:
            return False
        if not self.ratchet.update:
            gone = self.ratchet.gone(found, self.extent)
            self._lines += self.ratchet.told(gone)
            return bool(gone)
        if self.extent.is_finished:
            self._lines.append(self.ratchet.revise(found, self.extent))
        else:
            self._lines.append(f"{self.ratchet.path.name} stays as it is: the run did not finish.")
        return False

    def _write(self, request: ReportRequest, found: list[Leak]) -> None:
        """What cannot be written is said and not raised: the outcome of the tests is worth more than our reports."""
        try:
            replace_file(str(request.path), self._rendered(request.format, found))
        except OSError as error:
            self._lines.append(
                f"cannot be written: --wshygiene-report={request.format}:{request.path}: {error.strerror}"
            )

    def _recount(self) -> None:
        """Workers each allow what the baseline knows; together they may have allowed more."""
        if self.ratchet.update:
            return
        left = self.ratchet.allowed()
        for found in (self.leaks, self.late):
            for leak in [leak for leak in found if leak.verdict == "baseline"]:
                left[leak.fingerprint] = left.get(leak.fingerprint, 0) - leak.count
                if left[leak.fingerprint] < 0:
                    found.remove(leak)
                    self.late.append(leak.judged("fail", "there are more than the baseline allows"))

    def summarise(self, reporter: pytest.TerminalReporter) -> None:
        """Leaks that are in no test's failure, reports that go to the terminal, and the closing line."""
        if self._config.getoption("collectonly"):
            return
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
        for line in self._lines:
            reporter.write_line(line if line.startswith(" ") else f"wshygiene: {line}")
        verdicts: Counter[str] = Counter()
        for leak in found:
            verdicts[leak.verdict] += leak.count
        reporter.write_line(text.summary(self.tests, verdicts, self.churns.grown, hidden=quiet))
        for line in awaited(found):
            reporter.write_line(f"wshygiene: {line}")

    def _rendered(self, form: str, leaks: list[Leak]) -> str:
        kinds = self._asked.terms.kinds or frozenset(KINDS)
        root, churns = self._config.rootpath, tuple(self.churns.found)
        stopped = self.extent.is_broken_off
        return render(form, Outcome(tuple(leaks), self.tests, kinds, self._unwatched(), root, churns, stopped))

    def _unwatched(self) -> Mapping[str, str]:
        """What could not be watched, here or in a worker, with the reasons."""
        watch = self._config.pluginmanager.get_plugin("wshygiene-watch")
        return watch.inspector.blind if watch is not None and watch.inspector is not None else self._blind


def _hidden(report: pytest.TestReport) -> bool:
    """True when the teardown failed of itself, so that the leaks are not its text."""
    return report.failed and not str(report.longrepr).startswith("WSH")
