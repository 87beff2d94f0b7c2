"""The options that all commands share which check source, spelled as ruff spells them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from wshygiene_checks.settings import FAIL_ON

F = TypeVar("F", bound=Callable[..., Any])


class Wishes(NamedTuple):
    """What was asked for on the command line; None and empty where nothing was."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[str, ...] = ()
    fail_on: str | None = None
    show: str | None = None
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    include_tests: bool = False
    isolated: bool = False
    baseline: str | None = None
    cache_dir: str | None = None
    no_cache: bool = False
    jobs: int | None = None
    stdin_filename: str | None = None


def selecting(command: F) -> F:
    """Add the options that say what is checked, by which rules, and how fast."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _listed(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Lists are separated by commas, and the option may be repeated."""
    words = tuple(word.strip() for value in values for word in value.split(",") if word.strip())
    if values and not words:  # `--select "$RULES"`, say: taken for not given, it would mean all rules
        raise click.UsageError(f'{parameter.opts[0]} = "{values[0]}" is empty. Expected: {parameter.metavar}.')
    return words


def _list_option(name: str, metavar: str, text: str) -> Callable[[F], F]:
    return click.option(name, metavar=metavar, multiple=True, callback=_listed, help=text)


_OPTIONS: list[Callable[[Any], Any]] = [
    click.argument("paths", metavar="[PATH]...", nargs=-1),
    _list_option("--select", "RULES", "Rules to check, as codes (WSH202), beginnings of codes (WSH2), names, or ALL."),
    _list_option("--extend-select", "RULES", "Rules to check as well."),
    _list_option("--ignore", "RULES", "Rules to leave out; the more precise word counts."),
    _list_option("--per-file-ignores", "PATTERN:RULE", "Rules to leave out in the files that match."),
    click.option("--fail-on", type=click.Choice(FAIL_ON), help="The lowest confidence that fails. [default: high]"),
    click.option(
        "--show",
        type=click.Choice(FAIL_ON),
        help="The lowest confidence that is reported. [default: medium; info with --select ALL]",
    ),
    _list_option("--exclude", "PATTERNS", "Files and folders to leave out, instead of the usual ones."),
    _list_option("--extend-exclude", "PATTERNS", "Files and folders to leave out as well."),
    click.option("--force-exclude", is_flag=True, help="Leave them out even if they are named, and tests too."),
    click.option("--include-tests", is_flag=True, help="Also check tests, documentation, examples and benchmarks."),
    click.option("--isolated", is_flag=True, help="Read no settings from pyproject.toml."),
    click.option("--baseline", metavar="FILE", help="Findings that are known and do not fail."),
    click.option("--cache-dir", metavar="FOLDER", envvar="WSHYGIENE_CACHE_DIR", help="Where to keep what was read."),
    click.option("--no-cache", is_flag=True, help="Neither use nor write the cache."),
    click.option(
        "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes to read files with; 1 unless given."
    ),
]
