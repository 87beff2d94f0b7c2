"""What was asked for, by flags, ini keys and markers, checked before anything runs.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pytest_wshygiene.filters import parse_ignore
from pytest_wshygiene.keys import DEFAULT_SETTLE, INI_KEYS, LEAK_TEST, written_keys
from pytest_wshygiene.settings import (
    ReportRequest,
    Terms,
    apply_marker,
    parse_bool,
    parse_duration,
    parse_kinds,
    parse_mode,
    parse_packages,
    parse_registry,
    parse_report,
    parse_settle,
    unknown_key,
)
from pytest_wshygiene.wording import SettingsError


@dataclass(frozen=True, slots=True)
class Asked:
    """What flags and ini keys ask for, checked."""

    terms: Terms
    reports: tuple[ReportRequest, ...] = ()
    graphs: Path | None = None
    baseline: Path | None = None
    update_baseline: bool = False
    strict: bool = False
    soak: float | None = None


def terms_of(item: pytest.Item, terms: Terms) -> Terms:
    """What holds for one test: the session's settings and its own markers.

    A test that only uses the marker or the fixture, in a session that is off, is judged as with ``mode="fail"``.
    """
    marks = [(mark.args, mark.kwargs) for mark in item.iter_markers("wshygiene")][::-1]
    start = replace(terms, mode="fail") if terms.mode == "off" and (marks or _asks(item)) else terms
    return apply_marker(start, marks, item.nodeid)


def _asks(item: pytest.Item) -> bool:
    """True for a test that wants to be judged though it has no marker of ours."""
    names = getattr(item, "fixturenames", ())
    return "wshygiene" in names or "wshygiene_churn" in names or item.get_closest_marker(LEAK_TEST) is not None


def read_options(config: pytest.Config) -> Asked:
    """What was asked for; raises SettingsError for the first value that cannot be used."""
    place = f" (in {config.inipath.name})" if config.inipath else ""
    for name in written_keys(config):
        if name not in INI_KEYS:
            raise unknown_key(name, (config.inipath.name if config.inipath else "ini") + ":")
    given = config.getoption("wshygiene_mode")
    flag = parse_mode(given, "--wshygiene-mode") if given is not None else None
    word = parse_mode(_ini(config, "mode", "off"), f"wshygiene_mode{place}")
    registries = _ini(config, "registries", ())
    terms = Terms(
        mode=flag or ("fail" if config.getoption("wshygiene") else word),
        kinds=parse_kinds(_ini(config, "kinds", ()), f"wshygiene_kinds{place}"),
        settle=parse_settle(_ini(config, "settle", DEFAULT_SETTLE), f"wshygiene_settle{place}"),
        ignores=tuple(parse_ignore(line, f"wshygiene_ignore{place}") for line in _ini(config, "ignore", ())),
        registries=tuple(parse_registry(line, f"wshygiene_registries{place}") for line in registries),
        discover=parse_packages(_ini(config, "discover", ()), f"wshygiene_discover{place}"),
        judge_failed=parse_bool(_ini(config, "judge_failed", "false"), f"wshygiene_judge_failed{place}"),
    )
    baseline = config.getoption("wshygiene_baseline") or _ini(config, "baseline", "")
    update = bool(config.getoption("wshygiene_update_baseline"))
    if update and not baseline:
        raise SettingsError("--wshygiene-update-baseline needs a file: add --wshygiene-baseline=PATH.")
    if update:
        _check_writable(config.rootpath / baseline, f"--wshygiene-baseline={baseline}")
    graphs = config.getoption("wshygiene_graphs")
    if graphs:
        _check_folder(Path(graphs), f"--wshygiene-graphs={graphs}")
    reports = tuple(parse_report(text) for text in config.getoption("wshygiene_report"))
    for request in reports:
        if request.path:
            _check_writable(Path(request.path), f"--wshygiene-report={request.format}:{request.path}")
    return Asked(
        terms,
        reports,
        Path(graphs) if graphs else None,
        config.rootpath / baseline if baseline else None,
        update,
        parse_bool(_ini(config, "baseline_strict", "false"), f"wshygiene_baseline_strict{place}"),
        parse_duration(soak, "--wshygiene-soak") if (soak := config.getoption("wshygiene_soak")) else None,
    )


def _ini(config: pytest.Config, name: str, default: Any) -> Any:
    try:
        value = config.getini(f"wshygiene_{name}")
    except (TypeError, ValueError, pytest.UsageError):  # TOML has numbers and booleans where ini files have text
        written = config._inicfg[f"wshygiene_{name}"]
        value = getattr(written, "value", written)
    return default if value in (None, "", []) else value


def _check_folder(path: Path, place: str) -> None:
    """A folder that exists and can be written to, or one that can be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{place} cannot be written: {error.strerror}. Give a folder.") from error


def _check_writable(path: Path, place: str) -> None:
    """Fail before the run, not after it; what is in the file already stays until the report is complete."""
    try:
        new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
        if new:
            path.unlink(missing_ok=True)  # a run that is off writes no report, and an empty file is none
    except OSError as error:
        raise SettingsError(f"{place} cannot be written: {error.strerror}. Give a file.") from error
