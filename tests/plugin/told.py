"""What the run of a project has told of its situations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report import text

from .runners import UNITTEST, Runner
from .situations import Situation


@dataclass(frozen=True)
class Run:
    """What one project has said: its leaks, the outcome of each test, and the text on the terminal."""

    runner: Runner
    folder: Path
    returncode: int
    stdout: str
    leaks: tuple[Leak, ...]
    not_watched: frozenset[str]

    def leaks_of(self, situation: Situation) -> list[Leak]:
        """Every leak that mentions the situation's modules, whoever is blamed for it.

        That a timer of another situation ran meanwhile depends on how busy the machine is, and is that one's business.
        """
        mine = re.compile(rf"\b(app|test)_{situation.name}\b")
        told = {leak: re.sub(r"; ran while [^\n]*", "", text.paragraph(leak)) for leak in self.leaks}
        return [leak for leak in self.leaks if mine.search(told[leak]) or mine.search(str(leak.owner))]

    def only_leak(self, situation: Situation) -> Leak:
        """The one leak of a situation: it fails the run, and was born at its marked line."""
        leaks = self.leaks_of(situation)
        assert len(leaks) == 1, f"{len(leaks)} leaks:\n{text.paragraphs(leaks)}\n\n{self.stdout}"
        self._check(leaks[0].verdict, "fail")
        self._check(birth_of(leaks[0]), self.line(situation, "born"))
        return leaks[0]

    def leak_of_test(self, situation: Situation) -> Leak:
        """The one leak of a situation, blamed on its test alone, which otherwise passed."""
        leak = self.only_leak(situation)
        nodeid = situation.node_of(self.runner)
        self._check(owner_of(leak), ("test", nodeid, None, None))
        self._check(self.outcomes_of(situation), {nodeid: {"PASSED", "ERROR"}, self.after(situation): {"PASSED"}})
        return leak

    def leak_of_fixture(self, situation: Situation, fixture: str, scope: str = "function") -> Leak:
        """The one leak of a situation, blamed on a fixture of its module; its test passed.

        What a wider fixture leaves is told when that is torn down, with the test that runs last.
        """
        leak = self.only_leak(situation)
        nodeid = situation.node_of(self.runner)
        self._check(owner_of(leak), ("fixture", nodeid if scope == "function" else "", fixture, scope))
        self._check(f"{leak.owner.path}:{leak.owner.line}", self.line(situation, "fixture"))
        if scope == "function":
            self._check(self.outcomes_of(situation), {nodeid: {"PASSED", "ERROR"}, self.after(situation): {"PASSED"}})
        return leak

    def _check(self, found: object, expected: object) -> None:
        """Compare, and show what the run said where it is not as expected."""
        assert found == expected, f"{found} is not {expected}\n\n{self.stdout}"

    def after(self, situation: Situation) -> str:
        """The node id of the clean test that comes after the situation's."""
        if self.runner is UNITTEST and situation.style != "run":
            return f"test_{situation.name}.py::TestAfter::test_after"
        return f"{situation.node_of(self.runner).rpartition('::')[0]}::test_after"

    def outcomes_of(self, situation: Situation) -> dict[str, set[str]]:
        """What pytest says of each test of a situation, by node id."""
        outcomes: dict[str, set[str]] = {}
        for word, nodeid in re.findall(r"^(PASSED|FAILED|ERROR) (\S+)", self.stdout, re.MULTILINE):
            if nodeid.startswith(f"test_{situation.name}.py"):
                outcomes.setdefault(nodeid, set()).add(word)
        return outcomes

    def line(self, situation: Situation, marker: str) -> str:
        """``path:line`` of the one line with the comment ``# marker:name``."""
        comment = re.compile(rf"# {marker}:{situation.name}\b")
        found = [
            f"{path}:{number}"
            for path, content in situation.files(self.runner).items()
            for number, line in enumerate(content.splitlines(), 1)
            if comment.search(line)
        ]
        assert len(found) == 1, f"`# {marker}:{situation.name}` marks {found}"
        return found[0]


def owner_of(leak: Leak) -> tuple[str, str, str | None, str | None]:
    """Everything that identifies an owner."""
    return (leak.owner.kind, leak.owner.nodeid, leak.owner.fixture, leak.owner.scope)


def birth_of(leak: Leak) -> str:
    """``path:line`` of the first birth line."""
    return f"{leak.birth[0].path}:{leak.birth[0].line}" if leak.birth else "unknown"
