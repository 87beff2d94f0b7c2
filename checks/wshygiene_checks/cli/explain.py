"""``wshygiene explain PATH:LINE``: everything that is known about one line, and why it is or is not reported."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from wshygiene_checks.cli.options import Wishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wshygiene_checks.baseline import Baseline
    from wshygiene_checks.cli.plan import Plan
    from wshygiene_checks.engine import Request
    from wshygiene_checks.finding import Finding
    from wshygiene_checks.reporters.record import Report


@click.command(short_help="Say what is found in a line, and why it is or is not reported.")
@click.argument("place", metavar="PATH:LINE")
def explain(place: str) -> int:
    """Say what is found in a line, also if a comment, the baseline or a setting keeps it from being reported."""
    from wshygiene_checks.cli.output import echo
    from wshygiene_checks.cli.plan import checked as run
    from wshygiene_checks.cli.plan import known_findings, make_plan
    from wshygiene_checks.engine.baselining import split

    path, line = _parsed(place)
    plan = make_plan(Wishes(paths=(path,)))
    checked = run(plan.request)
    if checked.errors:
        raise click.ClickException("\n".join(f"{error.path}: {error.message}" for error in checked.errors))
    if line > (last := _last_line(path)):
        raise click.ClickException(f"{place}: there is no such line. Lines of {path}: 1 to {last}.")
    known = known_findings(plan)
    split_up = split(checked.findings, known, plan.request.today)
    reasons = {id(finding): "Reported." for finding in split_up.fresh}
    reasons |= {id(finding): _from_baseline(finding, known) for finding in split_up.known}
    reasons |= {id(one): _from_comment(comment.line, comment.directive.reason) for one, comment in checked.suppressed}
    found = [*checked.findings, *(finding for finding, _ in checked.suppressed)]
    for finding in _left_out(plan.request, found):
        found.append(finding)
        reasons[id(finding)] = _from_settings(finding, plan.request)
    echo(_text(plan, found, line, reasons, place))
    return 0


def _left_out(request: Request, found: Sequence[Finding]) -> list[Finding]:
    """What settings keep from being reported; of comments it is said above whether they suppress anything."""
    from wshygiene_checks.cli.plan import checked
    from wshygiene_checks.reporters.table import REPORTABLE, SUPPRESSIONS

    everything = request.settings._replace(show="info", per_file_ignores=())
    selected = REPORTABLE - {entry.code for entry in SUPPRESSIONS}
    told = {(finding.fingerprint, finding.line) for finding in found}
    checked_all = checked(request._replace(settings=everything, selected=selected))
    both = [*checked_all.findings, *(finding for finding, _ in checked_all.suppressed)]
    return [finding for finding in both if (finding.fingerprint, finding.line) not in told]


def _parsed(place: str) -> tuple[str, int]:
    """Path and line; what reports say of a column behind them is not needed."""
    match = re.fullmatch(r"(?s)(?P<path>.+?):(?P<line>0*[1-9][0-9]*)(:[0-9]+)?:?", place)
    if match is None:
        raise click.UsageError(f'"{place}" is no place in a file. Expected: PATH:LINE, such as app/feed.py:41.')
    if os.path.isdir(match["path"]):
        raise click.ClickException(f"{match['path']}: is a folder. Expected: a file, as in app/feed.py:41.")
    return match["path"], int(match["line"])


def _last_line(path: str) -> int:
    """The number of the line on which an editor shows the end of a file."""
    with open(path, "rb") as file:
        return len(file.read().splitlines() or [b""]) + 1


def _text(plan: Plan, found: Sequence[Finding], line: int, reasons: dict[int, str], place: str) -> str:
    from wshygiene_checks.reporters.text import paragraph

    here = [finding for finding in found if finding.line <= line <= finding.end_line]
    if not here:
        lines = [str(number) for number in sorted({finding.line for finding in found})]
        label = "line" if len(lines) == 1 else "lines"
        others = f" In the same file: {label} {', '.join(lines)}." if lines else ""
        return f"Nothing is found in {place}.{others}"
    report = _report(plan)
    return "\n".join(f"{paragraph(report, finding)}    {reasons[id(finding)]}\n" for finding in here).rstrip("\n")


def _report(plan: Plan) -> Report:
    from wshygiene_checks.reporters.record import Report

    project = plan.request.project
    return Report(root=project.root, repository=project.repository, folder=plan.folder)


def _from_settings(finding: Finding, request: Request) -> str:
    from wshygiene_checks.settings import PerFile

    settings = request.settings
    if finding.code not in request.selected:
        return f"Not reported: `select` and `ignore` leave {finding.code} out."
    if finding.code in PerFile(settings.per_file_ignores).ignored(finding.path):
        return f"Not reported: `per-file-ignores` leaves {finding.code} out in this file."
    return f"Not reported: its confidence is {finding.confidence}, and the lowest to show is {settings.shown}."


def _from_comment(line: int, reason: str) -> str:
    return f"Not reported: suppressed by the comment in line {line}" + (f": {reason}." if reason else ".")


def _from_baseline(finding: Finding, known: Baseline) -> str:
    entry = known.get(finding.fingerprint)
    reason = f": {entry.reason}" if entry is not None and entry.reason else ""
    until = f" until {entry.until}" if entry is not None and entry.until else ""
    return f"Not reported{until}: known in the baseline{reason}."
