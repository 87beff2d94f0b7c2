"""Where leaks get their verdicts, and the graphs of what held them are drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from pytest_wshygiene.judging.verdict import BadOpinion, Judge
from pytest_wshygiene.model import Leak
from pytest_wshygiene.references.naming import Chain
from pytest_wshygiene.results.found import Results
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.watching.crashes import CrashReporter

if TYPE_CHECKING:
    from pytest_wshygiene.settings.options import Asked


class Bench:
    """The judge of a session, with its baseline, and the hook that may overrule it."""

    def __init__(self, config: pytest.Config, asked: Asked, results: Results, crashes: CrashReporter) -> None:
        self._config = config
        self._results = results
        self._crashes = crashes
        self.graphs = asked.graphs
        ratchet = results.ratchet
        self._judge = Judge(ratchet.allowed(), ratchet.expired(), accepts_all=asked.update_baseline, used=results.used)

    def judged(self, leaks: list[Leak], terms: Terms, item: pytest.Item | None, failed: str | None) -> list[Leak]:
        """The same leaks with verdicts; an answer of the hook that means nothing ends the run."""
        ask = self._crashes.guarded(self._config.hook.pytest_wshygiene_leak, "pytest_wshygiene_leak")
        try:
            return self._judge.judge(leaks, terms, lambda leak: ask(leak=leak, item=item), failed)
        except BadOpinion as error:
            self._results.break_off(str(error), item)
            return leaks

    def draw(self, chains: dict[str, Chain]) -> None:
        """Write one graph for each of the reference paths that were kept for it, and forget them."""
        if self.graphs is not None and chains:
            from pytest_wshygiene.report.graphs import write_graphs

            self._crashes.guard(partial(write_graphs, self.graphs, dict(chains)), None, "the graph writer")
        chains.clear()
