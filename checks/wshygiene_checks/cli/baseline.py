"""``wshygiene baseline write``, ``update`` and ``prune``: the file of findings that are known."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from wshygiene_checks.cli.commands import Commands
from wshygiene_checks.cli.options import Wishes, selecting

if TYPE_CHECKING:
    from wshygiene_checks.baseline import Baseline, Entry
    from wshygiene_checks.cli.plan import Plan
    from wshygiene_checks.engine import Checked
    from wshygiene_checks.finding import Finding

    Revise = Callable[[Sequence[Finding], Baseline, Callable[[Entry], bool]], list[Entry]]


@click.group(cls=Commands)
def baseline() -> None:
    """Keep the file of findings that are known and do not fail."""


@baseline.command()
@selecting
def write(**wishes: Any) -> int:
    """Start a baseline with all that is found today."""
    from wshygiene_checks.engine.baselining import merged

    plan = _plan(wishes)
    if os.path.isdir(plan.baseline):
        raise click.ClickException(f"{plan.baseline}: is a folder. Expected: a file, which is made.")
    if os.path.exists(plan.baseline):
        raise click.ClickException(
            f"{plan.baseline}: exists already. `wshygiene baseline update` brings it up to date."
        )
    return _revise(plan, merged)


@baseline.command()
@selecting
def update(**wishes: Any) -> int:
    """Add what is new, strike off what is gone; reasons and dates stay."""
    from wshygiene_checks.engine.baselining import merged

    return _revise(_plan(wishes), merged)


@baseline.command()
@selecting
def prune(**wishes: Any) -> int:
    """Strike off what is gone, and add nothing."""
    from wshygiene_checks.cli.plan import known_findings
    from wshygiene_checks.engine.baselining import pruned

    plan = _plan(wishes)
    known_findings(plan)  # a file that is missing is an error here: there is nothing to strike off
    return _revise(plan, pruned)


def _plan(wishes: dict[str, Any]) -> Plan:
    from wshygiene_checks.cli.plan import make_plan

    plan = make_plan(Wishes(**wishes))
    if not plan.baseline:
        raise click.UsageError("Which file? Give --baseline FILE, or set `baseline` in [tool.wshygiene].")
    return plan


def _revise(plan: Plan, revise: Revise) -> int:
    from wshygiene_checks import baseline as files
    from wshygiene_checks.cli.plan import checked as run
    from wshygiene_checks.cli.plan import known_findings

    old = known_findings(plan) if os.path.exists(plan.baseline) else files.Baseline()
    checked = run(plan.request)
    entries = revise(checked.findings, old, _judged_by(plan, checked))
    try:
        files.write(plan.baseline, entries)
    except files.BaselineError as error:
        raise click.ClickException(str(error)) from None
    _tell(plan, checked, old, entries)
    return 2 if checked.errors else 0


def _judged_by(plan: Plan, checked: Checked) -> Callable[[Entry], bool]:
    """An entry can be struck off if its rule was on, and its file was read or is no more."""

    def judged(entry: Entry) -> bool:
        place = os.path.join(plan.request.project.root, entry.path)
        return entry.code in plan.request.selected and (entry.path in checked.names or not os.path.exists(place))

    return judged


def _tell(plan: Plan, checked: Checked, old: Baseline, entries: Sequence[Entry]) -> None:
    from wshygiene_checks.cli.output import echo

    before, after = {entry.fingerprint for entry in old.entries}, {entry.fingerprint for entry in entries}
    for error in checked.errors:
        echo(f"{error.path}: error: {error.message}", err=True)
    added, gone = len(after - before), len(before - after)
    echo(f"{os.path.relpath(plan.baseline, plan.folder)}: {len(after)} known, {added} added, {gone} struck off.")
