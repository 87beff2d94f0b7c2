"""The way from leaky to clean is walked: the programs of the page leak what it says, the patches apply, and end it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import wshygiene_reference

PAGE = (Path(wshygiene_reference.__file__).parent / "MIGRATING.md").read_text("utf-8")
_BLOCK = re.compile(r"<!-- (?P<verb>\w+): (?P<what>[^>]+) -->\n```\w+\n(?P<text>.*?)```", re.DOTALL)
LINT = "from wshygiene_checks.cli import main; main()"


class Block(NamedTuple):
    verb: str
    what: str
    text: str


BLOCKS = [Block(**found.groupdict()) for found in _BLOCK.finditer(PAGE)]
PROGRAMS = [block.what for block in BLOCKS if block.verb == "diff"]


class Outcome(NamedTuple):
    """What the two say of a folder: texts, and the plugin's and the linter's reports."""

    tests: str
    leaks: list[dict[str, Any]]
    lint: str
    findings: list[dict[str, Any]]

    def of(self, command: str) -> str:
        return self.tests if command.startswith("pytest") else self.lint


def of(verb: str) -> list[Block]:
    return [block for block in BLOCKS if block.verb == verb]


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", *arguments], cwd=folder, capture_output=True, text=True, timeout=200, check=False
    )
    return done.stdout + done.stderr


def look(folder: Path) -> Outcome:
    """Run the tests of all steps under the plugin, and the linter over their programs."""
    tests = run(folder, "-m", "pytest", "-p", "no:cacheprovider", "--wshygiene", "--wshygiene-report=json:leaks.json")
    check = ["-c", LINT, "check", "--isolated", "--no-cache", "--show=info", "--exit-zero"]
    lint = run(folder, *check, *PROGRAMS)
    findings = json.loads(run(folder, *check, "--output-format=json", *PROGRAMS))["findings"]
    return Outcome(tests, json.loads((folder / "leaks.json").read_text("utf-8"))["leaks"], lint, findings)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, as a reader would have them before the first step."""
    folder = tmp_path_factory.mktemp("before")
    for block in of("file"):
        (folder / block.what).write_text(block.text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def before(written: Path) -> Outcome:
    return look(written)


@pytest.fixture(scope="module")
def after(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("after") / "steps"
    shutil.copytree(written, folder, ignore=shutil.ignore_patterns("__pycache__", "leaks.json"))
    for block in of("diff"):
        patch = ["patch", "-p1", "--fuzz=0"] if shutil.which("patch") else ["git", "apply", "-"]
        subprocess.run(patch, cwd=folder, input=block.text, text=True, check=True, capture_output=True)
    return look(folder)


@pytest.mark.parametrize("block", of("run"), ids=lambda block: block.what)
def test_before_it_leaks_as_the_page_says(block: Block, before: Outcome) -> None:
    assert block.text in before.of(block.what)
    program = re.sub(r"test_", "", shlex.split(block.what)[-1])
    assert program in PROGRAMS


def test_before_the_page_names_every_leak_and_every_finding(before: Outcome) -> None:
    shown = "".join(block.text for block in of("run"))
    assert [leak["summary"] for leak in before.leaks if leak["summary"] not in shown] == []
    assert [each["message"] for each in before.findings if each["message"] not in shown] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_before_each_program_leaks_and_both_see_it(program: str, before: Outcome) -> None:
    assert any(program in str(leak["birth"]) for leak in before.leaks)
    assert any(finding["path"].endswith(program) for finding in before.findings)


@pytest.mark.parametrize("block", of("after"), ids=lambda block: block.what)
def test_after_neither_finds_anything(block: Block, after: Outcome) -> None:
    assert (after.leaks, after.findings) == ([], [])
    assert block.text in after.of(block.what)


def test_the_programs_do_the_same_before_and_after(before: Outcome, after: Outcome) -> None:
    passed = f"{len(PROGRAMS)} passed"
    assert (passed in before.tests, passed in after.tests) == (True, True), before.tests + after.tests
    assert "failed," not in before.tests
