"""The pytest entry point: options, marker and fixtures. Nothing is patched, and nothing heavy imported, until asked.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_wshygiene.settings import (
    DEFAULT_SETTLE,
    INI_KEYS,
    ReportRequest,
    SettingsError,
    Terms,
    apply_marker,
    parse_bool,
    parse_ignore,
    parse_kinds,
    parse_mode,
    parse_registry,
    parse_report,
    parse_settle,
    unknown_key,
)

if TYPE_CHECKING:
    from pytest_wshygiene.churn import Churn
    from pytest_wshygiene.hygiene import Hygiene

MARKER = "wshygiene(mode=, kinds=, ignore=, settle=, registries=): watch this test for leaks, or leave it alone"


@dataclass(frozen=True, slots=True)
class Asked:
    """What flags and ini keys ask for, checked."""

    terms: Terms
    reports: tuple[ReportRequest, ...] = ()
    graphs: Path | None = None
    baseline: Path | None = None
    update_baseline: bool = False


ASKED = pytest.StashKey[Asked]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Flags and ini keys."""
    group = parser.getgroup("wshygiene", "leaks of sockets, tasks, timers, connections and friends")
    add = group.addoption
    add("--wshygiene", action="store_true", help="fail tests that leak (the same as --wshygiene-mode=fail)")
    add("--wshygiene-mode", metavar="MODE", help="off, warn or fail; overrides the ini key")
    add(
        "--wshygiene-report",
        action="append",
        default=[],
        metavar="FORMAT[:PATH]",
        help="write a report, to the terminal without PATH (repeatable; text, json)",
    )
    add("--wshygiene-graphs", metavar="DIR", help="write a reference graph (DOT) of every leak into DIR")
    add("--wshygiene-baseline", metavar="PATH", help="file of known leaks, which do not fail")
    add("--wshygiene-update-baseline", action="store_true", help="write the leaks of this run into the baseline")
    for name, (kind, text) in INI_KEYS.items():
        parser.addini(name, text, type=kind, default=None)  # type: ignore[arg-type]


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Hooks of our own."""
    from pytest_wshygiene import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


def pytest_configure(config: pytest.Config) -> None:
    """Check what was asked for; turn on only if something was."""
    config.addinivalue_line("markers", MARKER)
    try:
        asked = config.stash[ASKED] = _asked(config)
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from error
    if asked.terms.mode != "off":
        _turn_on(config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """One line when on, none when off."""
    watch = config.pluginmanager.get_plugin("wshygiene-watch")
    return watch.header() if watch is not None else []


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check every marker before the first test runs; a marked test turns the plugin on for itself."""
    asked = config.stash[ASKED]
    try:
        wanted = [terms_of(item, asked.terms).mode != "off" for item in items]
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from error
    if any(wanted):
        _turn_on(config)


def terms_of(item: pytest.Item, terms: Terms) -> Terms:
    """What holds for one test: the session's settings and its own markers.

    A test that only uses the marker or the fixture, in a session that is off, is judged as with ``mode="fail"``.
    """
    marks = [(mark.args, mark.kwargs) for mark in item.iter_markers("wshygiene")][::-1]
    asks = marks or {"wshygiene", "wshygiene_churn"} & set(getattr(item, "fixturenames", ()))
    start = replace(terms, mode="fail") if asks and terms.mode == "off" else terms
    return apply_marker(start, marks, item.nodeid)


@pytest.fixture
def wshygiene(request: pytest.FixtureRequest) -> Iterator[Hygiene]:
    """Watch containers, allow leaks with a reason, and ask what is open, for this test."""
    from pytest_wshygiene.hygiene import Hygiene

    yield Hygiene(request.config.pluginmanager.get_plugin("wshygiene-watch"), request.node)


@pytest.fixture
def wshygiene_churn(request: pytest.FixtureRequest) -> Churn:
    """Run a scenario again and again, and fail if anything grows with every cycle."""
    from pytest_wshygiene.churn import Churn

    return Churn(request.config.pluginmanager.get_plugin("wshygiene-watch"), request.node)


def _turn_on(config: pytest.Config) -> None:
    if config.pluginmanager.has_plugin("wshygiene-watch"):
        return
    from pytest_wshygiene.watching import SessionWatch

    config.pluginmanager.register(SessionWatch(config, config.stash[ASKED]), "wshygiene-watch")


def _asked(config: pytest.Config) -> Asked:
    place = f" (in {config.inipath.name})" if config.inipath else ""
    for name in config.inicfg:
        if name.startswith("wshygiene") and name not in INI_KEYS:
            raise unknown_key(name, (config.inipath.name if config.inipath else "ini") + ":")
    flag = "fail" if config.getoption("wshygiene") else config.getoption("wshygiene_mode")
    terms = Terms(
        mode=parse_mode(flag, "--wshygiene-mode") if flag else parse_mode(_ini(config, "mode", "off"), f"wshygiene_mode{place}"),
        kinds=parse_kinds(_ini(config, "kinds", ()), f"wshygiene_kinds{place}"),
        settle=parse_settle(_ini(config, "settle", DEFAULT_SETTLE), f"wshygiene_settle{place}"),
        ignores=tuple(parse_ignore(line, f"wshygiene_ignore{place}") for line in _ini(config, "ignore", ())),
        registries=tuple(parse_registry(line, f"wshygiene_registries{place}") for line in _ini(config, "registries", ())),
        judge_failed=parse_bool(_ini(config, "judge_failed", "false"), f"wshygiene_judge_failed{place}"),
    )
    if _ini(config, "discover", ()):
        raise SettingsError(f"wshygiene_discover{place}: finding containers is not built yet; use wshygiene_registries.")
    baseline = config.getoption("wshygiene_baseline") or _ini(config, "baseline", "")
    update = bool(config.getoption("wshygiene_update_baseline"))
    if update and not baseline:
        raise SettingsError("--wshygiene-update-baseline needs a file: add --wshygiene-baseline=PATH.")
    graphs = config.getoption("wshygiene_graphs")
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
    )


def _ini(config: pytest.Config, name: str, default: Any) -> Any:
    value = config.getini(f"wshygiene_{name}")
    return default if value in (None, "", []) else value


def _check_writable(path: Path, place: str) -> None:
    """Fail before the run, not after it; what is in the file already stays until the report is complete."""
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise SettingsError(f"{place} cannot be written: {error.strerror}. Give a file in a folder that exists.") from error
