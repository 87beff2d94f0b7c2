"""Churns on their way into the reports: as plain data on the report of the test that has run them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol

import pytest

from pytest_wshygiene.model import ToldChurn

_TOLD = pytest.StashKey[list[dict[str, Any]]]()
_ATTRIBUTE = "wshygiene_churns"


#: The name of the plugin.
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
    """Remember what a test has measured; words, plot and figures only if anybody is to read them."""
    churns: Churns | None = item.config.pluginmanager.get_plugin(NAME)
    if churns is None:
        return
    told = {"name": result.name, "nodeid": item.nodeid, "grew": bool(result.growths)}
    if churns.in_full:
        told |= {"text": result.text, "plot": result.plot, "figures": result.as_json()}
    item.stash.setdefault(_TOLD, []).append(told)


class Churns:
    """A plugin that sends what tests have measured along with their reports, and collects it, also from workers.

    ``in_full`` is false where nobody has asked for a report, and only what grew is counted.
    """

    def __init__(self, in_full: bool) -> None:
        self.in_full = in_full
        self.found: list[ToldChurn] = []

    @property
    def grown(self) -> int:
        """How many of them have found something that grows."""
        return sum(churn.grew for churn in self.found)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach what the test has measured; a second run of it is seen by nobody. Growth that it expects is none."""
        report = yield
        if report.when == "call" and not report.failed:
            for told in item.stash.get(_TOLD, ()):
                told["grew"] = False
        if report.when == "teardown" and _TOLD in item.stash:
            setattr(report, _ATTRIBUTE, item.stash[_TOLD])
            del item.stash[_TOLD]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what came along."""
        self.found += [ToldChurn(**told) for told in getattr(report, _ATTRIBUTE, ())]
