"""The corpus: small programs of many styles that leak, and as many that look like it and do not.

Each file in ``corpus/leaks`` and ``corpus/clean`` says in its first lines what a user should be told, one leak a line:

    # leak: KIND | OWNER | TEXT ... | count: N | verdict: WORD | born: NAME

OWNER is a test of that file or ``fixture NAME (SCOPE)``, each TEXT is part of the leak's paragraph, and the leak is
born at the line marked ``# <- born`` (``born: NAME`` for another mark, ``born: nowhere`` for none). ``# run: GROUP``
chooses the settings (default: auto), ``# needs: PROGRAM`` leaves the file out where that is not installed, ``# fails:
TEST`` names a test that fails by itself. Nothing else may be said.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report import text
from pytest_wshygiene.report.json import from_dict

CORPUS = Path(__file__).parent / "corpus"
#: Seconds that a suspect gets: enough on loopback, and short in sum.
SETTLE = 0.2

_AUTO = ("asyncio_mode = auto", "asyncio_default_fixture_loop_scope = function")
_STRICT = ("asyncio_mode = strict", "asyncio_default_fixture_loop_scope = function")
#: Settings, by the name that ``# run:`` gives them: lines of the ini file, and flags.
GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "auto": (_AUTO, ()),
    "strict": (_STRICT, ()),
    "discover": ((*_AUTO, "wshygiene_discover = {modules}", "wshygiene_kinds = all cycles"), ()),
    "workers": (_AUTO, ("-n", "2")),
}
_INI = ("[pytest]", "python_files = *.py", "addopts = --import-mode=importlib", f"wshygiene_settle = {SETTLE}")
# What leaks on purpose must not keep the process alive when everything has been told.
_CONFTEST = """
import os, sys
import pytest

@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    sys.stdout.flush()
    if not hasattr(config, "workerinput"):
        os._exit(0)
"""


@dataclass(frozen=True)
class Expected:
    """One leak that a file should be told of."""

    kind: str
    owner: str
    texts: tuple[str, ...]
    born: str = "born"
    count: int = 1
    verdict: str = "fail"


@dataclass(frozen=True)
class Case:
    """One file of the corpus, and what its header says."""

    path: Path
    group: str
    leaks: tuple[Expected, ...]
    fails: tuple[str, ...]

    @property
    def name(self) -> str:
        """``leaks/timer_heartbeat``"""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def run(self) -> str:
        """The inner run that it is in."""
        return f"{self.group}-{self.path.parent.name}"

    @property
    def target(self) -> str:
        """The name of the file in its project."""
        return self.path.name

    def line_of(self, mark: str) -> int:
        """The one line that ends in ``# <- mark``; 0 for "nowhere"."""
        if mark == "nowhere":
            return 0
        lines = self.path.read_text().splitlines()
        found = [number for number, line in enumerate(lines, 1) if line.endswith(f"# <- {mark}")]
        assert len(found) == 1, f"`# <- {mark}` marks lines {found} of {self.name}"
        return found[0]


def read_case(path: Path) -> Case:
    """Read the header of a file; a word that means nothing there is an error."""
    header = [line[2:].partition(": ") for line in path.read_text().splitlines() if line.startswith("# ")]
    words = [(word, value) for word, _, value in header]
    unknown = {word for word, _ in words} - {"leak", "clean", "run", "fails", "needs"}
    assert not unknown, f"{path}: {unknown}"
    return Case(
        path,
        group=next((value for word, value in words if word == "run"), "auto"),
        leaks=tuple(_expected(value) for word, value in words if word == "leak"),
        fails=tuple(value for word, value in words if word == "fails"),
    )


def _expected(line: str) -> Expected:
    kind, owner, *rest = (part.strip() for part in line.split(" | "))
    options = dict(part.split(": ", 1) for part in rest if part.startswith(("count: ", "verdict: ", "born: ")))
    texts = tuple(part for part in rest if not part.startswith(("count: ", "verdict: ", "born: ")))
    return Expected(
        kind,
        owner,
        texts,
        count=int(options.get("count", 1)),
        born=options.get("born", "born"),
        verdict=options.get("verdict", "fail"),
    )


def _can_run(path: Path) -> bool:
    """False for a file that needs a program which is not there."""
    needs = re.search(r"^# needs: (\S+)$", path.read_text(), re.MULTILINE)
    return needs is None or shutil.which(needs[1]) is not None


CASES = [read_case(path) for path in sorted(CORPUS.glob("*/*.py")) if _can_run(path)]


@dataclass(frozen=True)
class Outcome:
    """What one project has said."""

    stdout: str
    leaks: tuple[Leak, ...]

    def of(self, case: Case) -> list[Leak]:
        """The leaks of a file; growth that no second run has shown again is counted, and not told as a leak."""
        mine = [leak for leak in self.leaks if Path(leak.owner.path).name == case.target]
        return [leak for leak in mine if leak.verdict != "unconfirmed"]


class Corpus:
    """One inner run of pytest for the leaks and one for the clean files of each group, two of them side by side."""

    def __init__(self, folder: Path) -> None:
        pool = ThreadPoolExecutor(2)
        self._runs: dict[str, Future[Outcome]] = {}
        for run in sorted({case.run for case in CASES}, key=lambda run: run.partition("-")[0] != "auto"):
            cases = [case for case in CASES if case.run == run]
            self._runs[run] = pool.submit(_run, folder / run, cases)

    def outcome(self, run: str) -> Outcome:
        """What one of the runs has said."""
        return self._runs[run].result()


def _run(folder: Path, cases: list[Case]) -> Outcome:
    ini, flags = GROUPS[cases[0].group]
    folder.mkdir()
    (folder / "conftest.py").write_text(_CONFTEST)
    modules = " ".join(case.path.stem for case in cases)
    (folder / "pytest.ini").write_text("\n".join((*_INI, *ini)).replace("{modules}", modules))
    for case in cases:
        shutil.copy(case.path, folder / case.target)
    files = [case.target for case in cases]
    asked = ["--wshygiene", "--wshygiene-report=json:leaks.json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "--timeout=30", *flags, *asked, *files]
    stdout = folder / "stdout.txt"
    with stdout.open("w") as file:  # no pipe: processes that are leaked on purpose would keep it open
        inner = subprocess.Popen(
            command,
            cwd=folder,
            env=environment | {"COLUMNS": "200"},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            inner.wait(timeout=480)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(inner.pid, signal.SIGKILL)
            inner.wait()
    report = folder / "leaks.json"
    assert report.exists(), f"no report:\n{stdout.read_text()}"
    leaks = json.loads(report.read_text())["leaks"]
    return Outcome(stdout.read_text(), tuple(from_dict(leak) for leak in leaks))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(tmp_path_factory.mktemp("corpus"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_of(case: Case, corpus: Corpus) -> None:
    outcome = corpus.outcome(case.run)
    found = outcome.of(case)
    told = f"\n{text.paragraphs(found)}"
    assert sorted(_shape(leak) for leak in found) == sorted(_wanted(case, each) for each in case.leaks), told
    for each in case.leaks:
        paragraphs = [text.paragraph(leak) for leak in found if _shape(leak) == _wanted(case, each)]
        assert any(all(part in paragraph for part in each.texts) for paragraph in paragraphs), told
    failed = re.findall(rf"^FAILED {re.escape(case.target)}::(\S+)", outcome.stdout, re.MULTILINE)
    assert tuple(failed) == case.fails, outcome.stdout
    accused = {leak.owner.nodeid for leak in found if leak.owner.kind == "test" and leak.verdict == "fail"}
    errors = re.findall(rf"^ERROR ({re.escape(case.target)}::\S+)", outcome.stdout, re.MULTILINE)
    assert accused <= set(errors), outcome.stdout
    assert case.leaks or not errors, outcome.stdout


def test_nothing_is_said_beside_the_files(corpus: Corpus) -> None:
    stray = [
        leak
        for run in {case.run for case in CASES}
        for leak in corpus.outcome(run).leaks
        if Path(leak.owner.path).name not in {case.target for case in CASES if case.run == run}
    ]
    assert not stray, text.paragraphs(stray)
    for run in {case.run for case in CASES}:
        assert "WshygieneProbeWarning" not in corpus.outcome(run).stdout


def _shape(leak: Leak) -> tuple[str, str, int, int, str]:
    born = leak.birth[0].line if leak.birth else 0
    owner = leak.owner.nodeid.partition("::")[2]
    if leak.owner.kind == "fixture":
        owner = f"fixture {leak.owner.fixture} ({leak.owner.scope})"
    return (leak.kind, owner, born, leak.count, leak.verdict)


def _wanted(case: Case, each: Expected) -> tuple[str, str, int, int, str]:
    return (each.kind, each.owner, case.line_of(each.born), each.count, each.verdict)
