"""The pytest entry point: options, marker and fixtures. Nothing is patched, and nothing heavy imported, until asked.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from pytest_wshygiene.settings.keys import (
    ASKED,
    EARLY,
    LEAK_TEST,
    add_options,
    is_asked,
    is_on_from_the_start,
    typed_flags,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_wshygiene.churn.fixture import Churn
    from pytest_wshygiene.hygiene import Hygiene
    from pytest_wshygiene.watching.session import SessionWatch

MARKER = "wshygiene(mode=, kinds=, ignore=, settle=, registries=): watch this test for leaks, or leave it alone"
SELECTING = (
    f"{LEAK_TEST}: watch this test for leaks; -m {LEAK_TEST} selects it, and all that ask for wshygiene themselves"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Flags and ini keys."""
    add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Hooks of our own."""
    from pytest_wshygiene import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Locks that modules make when a conftest imports them can only be watched from their beginning."""
    if is_on_from_the_start(early_config):
        from pytest_wshygiene.probes.locks import begin_early
        from pytest_wshygiene.probes.standard import green_patched

        if not green_patched():
            early = early_config.stash[EARLY] = begin_early()
            early_config.add_cleanup(early.end)


def pytest_configure(config: pytest.Config) -> None:
    """Check what was asked for; turn on only if something was."""
    config.addinivalue_line("markers", MARKER)
    config.addinivalue_line("markers", SELECTING)
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Controller(config), "wshygiene-controller")
    if not is_asked(config):
        return
    from pytest_wshygiene.settings.options import read_options
    from pytest_wshygiene.settings.wording import SettingsError

    try:
        asked = config.stash[ASKED] = read_options(config)
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from error
    if asked.terms.mode != "off":
        _turn_on(config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """One line when on, none when off."""
    watch = config.pluginmanager.get_plugin("wshygiene-watch")
    return watch.header() if watch is not None else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say so if flags were typed that ask for an outcome, in a run in which nothing was watched."""
    if ASKED not in config.stash or config.pluginmanager.has_plugin("wshygiene-watch"):
        return
    if (flags := typed_flags(config)) and config.getoption("wshygiene_mode") is None:
        terminalreporter.write_line(
            f"wshygiene: off, so {' '.join(flags)} had no effect. Turn it on with --wshygiene, or mark tests."
        )


@pytest.hookimpl(specname="pytest_collection_modifyitems")
def pytest_wshygiene_leak_tests(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that ask for us, after conftests have had their say and before pytest deselects."""
    if LEAK_TEST in (config.getoption("markexpr", "") or ""):
        for item in items:
            mark = item.get_closest_marker("wshygiene")
            if _asks(item) and (mark is None or mark.kwargs.get("mode") != "off"):
                item.add_marker(LEAK_TEST)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check every marker before the first test runs; a marked test turns the plugin on for itself."""
    if ASKED not in config.stash and not any(_asks(item) for item in items):
        return
    from pytest_wshygiene.settings.options import Asked, terms_of
    from pytest_wshygiene.settings.reading import Terms
    from pytest_wshygiene.settings.wording import SettingsError

    asked = config.stash.setdefault(ASKED, Asked(Terms()))
    try:
        wanted = [terms_of(item, asked.terms).mode != "off" for item in items]
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from error
    if any(wanted):
        _turn_on(config)


class _Controller:
    """In xdist's controller no test is collected: that one was marked is known when a worker has judged it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Turn on for the results, with the first of them."""
        if hasattr(report, "wshygiene_leaks") and not self._config.pluginmanager.has_plugin("wshygiene-watch"):
            from pytest_wshygiene.settings.options import Asked
            from pytest_wshygiene.settings.reading import Terms

            self._config.stash.setdefault(ASKED, Asked(Terms()))
            _turn_on(self._config)
            _watch(self._config).pytest_runtest_logreport(report)


def _asks(item: pytest.Item) -> bool:
    """True for a test with our marker, or one that uses a fixture of ours."""
    names = getattr(item, "fixturenames", ())
    marked = (item.get_closest_marker(name) for name in ("wshygiene", LEAK_TEST))
    return "wshygiene" in names or "wshygiene_churn" in names or any(mark is not None for mark in marked)


@pytest.fixture
def wshygiene(request: pytest.FixtureRequest) -> Hygiene:
    """Watch containers, allow leaks with a reason, and ask what is open, for this test."""
    from pytest_wshygiene.hygiene import Hygiene

    return Hygiene(_watch(request.config), request.node)


@pytest.fixture
def wshygiene_churn(request: pytest.FixtureRequest) -> Iterator[Churn]:
    """Run a scenario again and again, and fail if anything grows with every cycle."""
    from pytest_wshygiene.churn.fixture import Churn

    churn = Churn(_watch(request.config), request.node)
    yield churn
    churn.check_awaited()


def _watch(config: pytest.Config) -> SessionWatch:
    watch: Any = config.pluginmanager.get_plugin("wshygiene-watch")  # it is on, because a test asks for a fixture
    return cast("SessionWatch", watch)


def _turn_on(config: pytest.Config) -> None:
    if config.pluginmanager.has_plugin("wshygiene-watch"):
        return
    from pytest_wshygiene.watching.session import SessionWatch

    watch = SessionWatch(config, config.stash[ASKED])
    config.pluginmanager.register(watch, "wshygiene-watch")
    config.pluginmanager.register(watch.results.extent, "wshygiene-extent")
    config.pluginmanager.register(watch.results.churns, "wshygiene-churns")
    if watch.inspector is not None:
        config.pluginmanager.register(watch.fixtures, "wshygiene-fixtures")
