"""Churns on their way into the reports: as plain data on the report of the test that has run them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol

import pytest

from pytest_wshygiene.model import ToldChurn

_TOLD = pytest.StashKey[list[dict[str, Any]]]()
_ATTRIBUTE = "wshygiene_churns"


#: The name of the plugin; it is there only where a report is asked for.
NAME = "wshygiene-churns"


class Churned(Protocol):
    """What a churn returns, as far as reports need it."""

    @property
    def name(self) -> str:
        """The scenario."""

    @property
    def growths(self) -> tuple[Any, ...]:
        """What grew."""

    @property
    def plot(self) -> str:
        """A complete SVG document."""

    @property
    def text(self) -> str:
        """The result in words; its first line stands alone."""

    def as_json(self) -> dict[str, Any]:
        """The result as plain data."""


def keep(item: pytest.Item, result: Churned) -> None:
    """Remember what a test has measured, if anybody wants to read it."""
    if not item.config.pluginmanager.has_plugin(NAME):
        return
    told = {"name": result.name, "text": result.text, "plot": result.plot, "grew": bool(result.growths)}
    item.stash.setdefault(_TOLD, []).append({**told, "nodeid": item.nodeid, "figures": result.as_json()})


class Churns:
    """A plugin that sends what tests have measured along with their reports, and collects it, also from workers."""

    def __init__(self) -> None:
        self.found: list[ToldChurn] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach what the test has measured; a second run of it is seen by nobody."""
        report = yield
        if report.when == "teardown" and _TOLD in item.stash:
            setattr(report, _ATTRIBUTE, item.stash[_TOLD])
            del item.stash[_TOLD]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what came along."""
        self.found += [ToldChurn(**told) for told in getattr(report, _ATTRIBUTE, ())]
