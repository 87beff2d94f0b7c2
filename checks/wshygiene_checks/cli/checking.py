"""What ``wshygiene check`` does, step by step."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from wshygiene_checks.cli.options import Wishes
from wshygiene_checks.cli.output import Output, echo
from wshygiene_checks.cli.plan import Plan, known_findings, make_plan, usage_errors
from wshygiene_checks.cli.progress import on_terminal
from wshygiene_checks.engine import Checked, Repair, Split, check
from wshygiene_checks.finding import CONFIDENCES, Applicability, Confidence, Finding
from wshygiene_checks.reporters import render
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.summary import error_line, statistics, statistics_as_json, summary

if TYPE_CHECKING:
    from wshygiene_checks.baseline import Baseline

CLEAN, FOUND, FAILED = 0, 1, 2

#: Formats that people read: only they are followed by a summary.
FOR_PEOPLE = ("text", "concise")


class Manner(NamedTuple):
    """How the outcome is to be shown, and what else is to be done with it; the names are those of the options."""

    output_format: str | None
    output_file: str | None
    statistics: bool
    fix: bool
    unsafe_fixes: bool
    diff: bool
    exit_zero: bool
    quiet: bool


def run(wishes: Wishes, manner: Manner) -> int:
    """Check, report, and say with which code to end."""
    if manner.unsafe_fixes and not (manner.fix or manner.diff):
        raise click.UsageError("--unsafe-fixes says which fixes are applied; it goes with --fix or --diff.")
    if manner.diff and (manner.output_format or manner.statistics):
        other = "--output-format" if manner.output_format else "--statistics"
        raise click.UsageError(f"--diff shows what --fix would change; {other} is for findings. Give one of them.")
    plan = make_plan(wishes)
    known = known_findings(plan) if plan.baseline else None
    with Output(manner.output_file) as output:
        with usage_errors(plan.request.project):
            repaired = _check(plan, manner)
        report = _report(plan, repaired.checked, _sorted_out(plan, repaired.checked, known))
        if manner.diff:
            return _show_diff(repaired, report, manner, output)
        report = _write(plan, repaired, report, manner)
        _show(report, plan, manner, output, repaired.fixed)
    return _code(report, plan, manner)


def _check(plan: Plan, manner: Manner) -> Repair:
    request = plan.request._replace(progress=on_terminal())
    if not (manner.fix or manner.diff):
        return Repair({}, {}, 0, check(request))
    from wshygiene_checks.engine.fixing import repair

    kinds: frozenset[Applicability] = frozenset(("safe", "unsafe") if manner.unsafe_fixes else ("safe",))
    return repair(request, kinds)


def _sorted_out(plan: Plan, checked: Checked, known: Baseline | None) -> Split:
    if known is None:
        return Split(checked.findings, ())
    from wshygiene_checks.engine.baselining import split

    return split(checked.findings, known, plan.request.today)


def _report(plan: Plan, checked: Checked, found: Split) -> Report:
    project = plan.request.project
    return Report(
        findings=found.fresh,
        errors=checked.errors,
        root=project.root,
        repository=project.repository,
        folder=plan.folder,
        files=len(checked.names),
        tests=checked.tests,
        known=len(found.known),
        suppressed=len(checked.suppressed),
        hidden=checked.hidden,
    )


def _write(plan: Plan, repaired: Repair, report: Report, manner: Manner) -> Report:
    """Write what was fixed; what came in by standard input goes out by standard output."""
    if plan.reads_stdin and manner.fix:
        for place, data in plan.request.texts.items():
            sys.stdout.buffer.write(repaired.after.get(place, data))
            sys.stdout.buffer.flush()
        return report
    if not repaired.after:
        return report
    from dataclasses import replace

    from wshygiene_checks.engine.fixing import write

    errors = write(repaired.after, plan.request.project.root)
    return replace(report, errors=(*report.errors, *errors)) if errors else report


def _show(report: Report, plan: Plan, manner: Manner, output: Output, fixed: int) -> None:
    form = manner.output_format or plan.settings.output_format
    to_stderr = plan.reads_stdin and manner.fix
    if manner.statistics:
        output.write(statistics_as_json(report) if form == "json" else statistics(report), to_stderr)
    else:
        output.write(render(form, report), to_stderr)
    for error in report.errors:
        echo(error_line(report, error), err=True)
    if form in FOR_PEOPLE and not manner.quiet:
        closing = summary(report) + (f"; {fixed} fixed" if fixed else "")
        echo(f"{closing}.", err=to_stderr or output.is_file)


def _show_diff(repaired: Repair, report: Report, manner: Manner, output: Output) -> int:
    from wshygiene_checks.cli.difference import difference

    for place in repaired.after:
        output.write(difference(report.shown(place), repaired.before[place], repaired.after[place]))
    for error in report.errors:
        echo(error_line(report, error), err=True)
    if not manner.quiet:
        left = f", and leave {len(report.findings)}" if report.findings else ""
        echo(f"Would fix {repaired.fixed} finding{'' if repaired.fixed == 1 else 's'}{left}.", err=True)
    if report.errors:
        return FAILED
    return FOUND if repaired.after and not manner.exit_zero else CLEAN


def _code(report: Report, plan: Plan, manner: Manner) -> int:
    if report.errors:
        return FAILED
    failing = any(_fails(finding, plan.settings.fail_on) for finding in report.findings)
    return FOUND if failing and not manner.exit_zero else CLEAN


def _fails(finding: Finding, lowest: Confidence) -> bool:
    return CONFIDENCES.index(finding.confidence) <= CONFIDENCES.index(lowest)
