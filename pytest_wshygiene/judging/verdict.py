"""What a leak means for the run: fail, warn, known already, or left alone for a stated reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pytest_wshygiene.grouping.folding import by_one_call
from pytest_wshygiene.model import CROSSING, INTERFERENCE, Leak
from pytest_wshygiene.settings.filters import Ignore
from pytest_wshygiene.settings.reading import Terms

#: Asked for each leak that would count: returns "ignore", "warn", "fail" or None for no opinion.
Opinion = Callable[[Leak], Any]


class BadOpinion(ValueError):
    """A ``pytest_wshygiene_leak`` hook answered with a word that means nothing."""


@dataclass(slots=True)
class Judge:
    """Gives verdicts and remembers which filters were of use, so that the useless ones can be named."""

    known: dict[str, int] = field(default_factory=dict)
    expired: Mapping[str, date] = field(default_factory=dict)  # by fingerprint, the last day on which it was known
    accepts_all: bool = False  # a run that writes the baseline
    used: set[Ignore] = field(default_factory=set)

    def judge(self, leaks: Iterable[Leak], terms: Terms, opinion: Opinion, failed: str | None = None) -> list[Leak]:
        """The same leaks with verdicts; those that are not certain stay as they are.

        ``failed`` is the node id of a test that failed already: its own leaks do not fail it again. Those of tests
        before it, which a wider fixture might have put right until now, fail as ever.

        What one call has put into several containers is judged as one leak, less what is left alone.
        """
        left = by_one_call(self._filtered(leak, terms) for leak in leaks)
        return [self._one(leak, terms, opinion, failed) for leak in left]

    def _filtered(self, leak: Leak, terms: Terms) -> Leak:
        """A leak that a filter leaves alone as such, any other as it is."""
        if leak.verdict in ("unknown", "unconfirmed"):
            return leak
        matching = _matching(leak, terms)
        self.used.update(matching)
        reason = next((ignore.reason for ignore in matching if not ignore.has_expired()), None)
        return leak if reason is None else leak.judged("ignored", reason)

    def _one(self, leak: Leak, terms: Terms, opinion: Opinion, failed: str | None) -> Leak:
        if leak.verdict in ("unknown", "unconfirmed", "ignored"):
            return leak
        word = opinion(leak)
        if word not in (None, "ignore", "warn", "fail"):
            raise BadOpinion(f'pytest_wshygiene_leak returned {word!r}. Answers: "ignore", "warn", "fail", None.')
        if word == "ignore":
            return leak.judged("ignored", "decided by pytest_wshygiene_leak")
        known, why = self._known(leak)
        if not known and (matching := _matching(leak, terms)):
            why = why or f"{matching[0].place} has left it alone until {matching[0].until}"
        if known:
            return leak.judged("baseline", why)
        if leak.owner.kind == "test" and leak.owner.nodeid == failed and not terms.judge_failed:
            return leak.judged("test failed", "the test failed already")
        if word is None and (terms.mode == "warn" or (leak.code == CROSSING and INTERFERENCE not in terms.kinds)):
            word = "warn"
        return leak.judged("warn" if word == "warn" else "fail", why)

    def _known(self, leak: Leak) -> tuple[bool, str]:
        """Whether the baseline allows it, and what there is to say about that."""
        name = leak.fingerprint
        if name in self.expired:
            return False, f"the baseline has allowed it until {self.expired[name]}"
        if self.accepts_all:
            return True, "written into the baseline"
        left = self.known.get(name, 0)
        if left < leak.count:
            return False, "there are more than the baseline allows" if name in self.known else ""
        self.known[name] = left - leak.count
        return True, "in the baseline"


def _matching(leak: Leak, terms: Terms) -> list[Ignore]:
    return [ignore for ignore in terms.ignores if ignore.matches(leak)]
