"""``wshygiene check``: read source, report what is found, fix what can be fixed."""

from __future__ import annotations

from typing import Any

import click

from wshygiene_checks.cli.options import Wishes, selecting
from wshygiene_checks.reporters import formats

FORMATS = formats("source")


@click.command()
@selecting
@click.option("--output-format", type=click.Choice(FORMATS), help="How to report. [default: text]")
@click.option("-o", "--output-file", metavar="FILE", help="Where to write the report, instead of standard output.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@click.option("--fix", is_flag=True, help="Apply safe fixes, and report what is left.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes that may change what code does.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--stdin-filename", metavar="FILE", help="The path of what is read from standard input, given as `-`.")
@click.option("-e", "--exit-zero", is_flag=True, help="End with 0 in spite of findings.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings and errors, and nothing else.")
def check(
    output_format: str | None,
    output_file: str | None,
    statistics: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    exit_zero: bool,
    quiet: bool,
    **wishes: Any,
) -> int:
    """Check files and folders; without a PATH, the folder at hand.

    A release may stand in another file than what it releases. So the whole project around each PATH is read, and what
    is found in PATH is reported.
    """
    from wshygiene_checks.cli.checking import Manner, run  # no other command needs what comes with it

    manner = Manner(output_format, output_file, statistics, fix, unsafe_fixes, diff, exit_zero, quiet)
    return run(Wishes(**wishes), manner)
