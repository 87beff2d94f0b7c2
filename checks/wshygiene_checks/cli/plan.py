"""Turns what was asked for on the command line, and what is set in the project, into one request."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import click

from wshygiene_checks.cli.options import Wishes
from wshygiene_checks.engine import Checked, Request, check
from wshygiene_checks.reporters.table import REPORTABLE
from wshygiene_checks.settings import FAIL_ON, Patterns, Settings, SettingsError, chosen, read
from wshygiene_checks.settings.selection import check_selector
from wshygiene_checks.source import Project, Scope, find_project

if TYPE_CHECKING:
    from wshygiene_checks.baseline import Baseline
    from wshygiene_checks.finding import Confidence

STDIN = "-"


class Plan(NamedTuple):
    """What to check; ``folder`` is where the command was called, ``baseline`` an absolute path or empty."""

    request: Request
    folder: str
    baseline: str
    reads_stdin: bool

    @property
    def settings(self) -> Settings:
        """The settings that count in the end."""
        return self.request.settings


def make_plan(wishes: Wishes) -> Plan:
    """Find the project, read its settings, lay the options over them; errors are usage errors."""
    folder = os.path.realpath(os.getcwd())
    texts = _standard_input(wishes, folder)
    places = tuple(dict.fromkeys([*texts, *(_place(path, folder) for path in _paths(wishes) if path != STDIN)]))
    project = find_project(places, folder)
    try:
        settings = _settings(wishes, project)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    scope = Scope(
        exclude=Patterns((*settings.exclude, *settings.extend_exclude)),
        tests=settings.include_tests,
        force=settings.force_exclude,
    )
    request = Request(
        project=project,
        places=places,
        settings=settings,
        selected=chosen(settings, REPORTABLE),
        scope=scope,
        today=date.today(),
        texts=texts,
        cache=_cache(wishes, settings, project, folder),
        jobs=wishes.jobs or 1,  # measured on two cores: what a second process reads, it takes as long to hand over
    )
    return Plan(request, folder, _baseline(wishes, settings, project, folder), bool(texts))


def checked(request: Request) -> Checked:
    """Check; pairs in the settings that cannot be used are a usage error."""
    with usage_errors(request.project):
        return check(request)


@contextmanager
def usage_errors(project: Project) -> Iterator[None]:
    """Give an error in the settings the name of their file."""
    try:
        yield
    except SettingsError as error:
        raise click.ClickException(f"{os.path.join(project.root, 'pyproject.toml')}: {error}") from None


def known_findings(plan: Plan) -> Baseline:
    """The baseline that was asked for; empty where none was."""
    from wshygiene_checks.baseline import Baseline, BaselineError, load

    if not plan.baseline:
        return Baseline()
    try:
        return load(plan.baseline)
    except BaselineError as error:
        hint = "" if os.path.exists(plan.baseline) else " Write one with `wshygiene baseline write`."
        raise click.ClickException(f"{error}{hint}") from None


def _paths(wishes: Wishes) -> tuple[str, ...]:
    return wishes.paths or ((STDIN,) if wishes.stdin_filename else (".",))


def _place(path: str, folder: str) -> str:
    """Where a path leads; of one that leads nowhere the name that was given, for the error."""
    place = os.path.join(folder, path)
    resolved = os.path.realpath(place)
    if os.path.exists(resolved):
        return resolved
    return os.path.join(os.path.realpath(os.path.dirname(place)), os.path.basename(place))


def _standard_input(wishes: Wishes, folder: str) -> dict[str, bytes]:
    if STDIN not in _paths(wishes):
        if wishes.stdin_filename:
            raise click.UsageError("--stdin-filename names what is read from standard input; give `-` as path.")
        return {}
    return {_place(wishes.stdin_filename or STDIN, folder): sys.stdin.buffer.read()}


def _settings(wishes: Wishes, project: Project) -> Settings:
    for option in ("select", "extend_select", "ignore"):
        for selector in getattr(wishes, option):
            check_selector(selector, f"--{option.replace('_', '-')}")
    isolated = wishes.isolated or not project.found
    settings = Settings() if isolated else read(os.path.join(project.root, "pyproject.toml"))
    if wishes.select:
        settings = settings._replace(select=wishes.select, extend_select=())
    return settings._replace(
        extend_select=(*settings.extend_select, *wishes.extend_select),
        ignore=(*settings.ignore, *wishes.ignore),
        per_file_ignores=(*settings.per_file_ignores, *map(_per_file, wishes.per_file_ignores)),
        fail_on=next((word for word in FAIL_ON if word == wishes.fail_on), settings.fail_on),
        show=_lowest(wishes, settings),
        exclude=wishes.exclude or settings.exclude,
        extend_exclude=(*settings.extend_exclude, *wishes.extend_exclude),
        force_exclude=wishes.force_exclude or settings.force_exclude,
        include_tests=wishes.include_tests or settings.include_tests,
    )


def _lowest(wishes: Wishes, settings: Settings) -> Confidence | None:
    """The lowest confidence to report: who asks for ALL rules on the command line gets all they have to say."""
    asked = next((word for word in FAIL_ON if word == wishes.show), settings.show)
    return "info" if asked is None and "ALL" in wishes.select else asked


def _per_file(text: str) -> tuple[str, tuple[str, ...]]:
    pattern, colon, selector = text.rpartition(":")
    if not colon or not pattern:
        raise click.UsageError(f'--per-file-ignores: "{text}" is not accepted. Expected: PATTERN:RULE.')
    check_selector(selector, "--per-file-ignores")
    return pattern, (selector,)


def _cache(wishes: Wishes, settings: Settings, project: Project, folder: str) -> str:
    """The folder of the cache; without a project and without a word where to put it, there is none."""
    if wishes.no_cache:
        return ""
    if wishes.cache_dir:
        return _own(os.path.join(folder, wishes.cache_dir), project)
    if settings.cache_dir:
        return _own(os.path.join(project.root, settings.cache_dir), project)
    return os.path.join(project.root, ".wshygiene_cache") if project.found else ""


def _own(folder: str, project: Project) -> str:
    """A folder of the project's own: the one that was named may serve many."""
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise click.ClickException(f"cache-dir = {folder}: is no folder. Expected: a folder, which is made if need be.")

    from wshygiene_checks.digests import blake2b

    name = blake2b(os.fsencode(project.root), digest_size=8).hexdigest()
    return os.path.join(os.path.abspath(folder), name)


def _baseline(wishes: Wishes, settings: Settings, project: Project, folder: str) -> str:
    if wishes.baseline:
        return os.path.join(folder, wishes.baseline)
    return os.path.join(project.root, settings.baseline) if settings.baseline else ""
