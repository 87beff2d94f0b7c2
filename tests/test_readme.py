"""The README is run: its files are written out, its commands executed, its outputs compared."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"<!-- (?P<verb>file|run): (?P<what>[^>]+) -->\n```\w+\n(?P<text>.*?)```", re.DOTALL)
#: What differs from run to run or between versions of Python, and is not what the README promises.
_VARIES = ((r"asyncio/tasks\.py:\d+", "asyncio/tasks.py:N"), (r"_{3,}", "___"), (r"\d+ -> \d+ in", "N -> N in"))


@dataclass(frozen=True)
class Block:
    verb: str
    what: str
    text: str


def blocks() -> list[Block]:
    return [Block(**found.groupdict()) for found in _BLOCK.finditer(README.read_text(encoding="utf-8"))]


def normal(text: str) -> str:
    for pattern, plain in _VARIES:
        text = re.sub(pattern, plain, text)
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the README, as a reader would have them."""
    for block in blocks():
        if block.verb == "file":
            (tmp_path / block.what.strip()).write_text(block.text, encoding="utf-8")
    return tmp_path


def run(folder: Path, command: str) -> str:
    program, *arguments = shlex.split(command)
    start = {
        "python": [sys.executable],
        "pytest": [sys.executable, "-P", "-m", "pytest"],
        "wshygiene": [str(Path(sysconfig.get_path("scripts"), "wshygiene"))],
    }[program]
    done = subprocess.run([*start, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("block", [block for block in blocks() if block.verb == "run"], ids=lambda block: block.what)
def test_commands_print_what_the_readme_shows(block: Block, folder: Path) -> None:
    what = block.what if ".py" in block.what else block.what.replace("pytest ", "pytest test_feed.py ")
    output = normal(run(folder, what))
    assert normal(block.text) in output


def test_the_tests_in_the_readme_pass(folder: Path) -> None:
    assert "4 passed" in run(folder, "pytest --wshygiene test_registry.py")


def test_every_key_and_option_of_the_linter_is_in_the_readme() -> None:
    from wshygiene_checks.cli.check import check
    from wshygiene_checks.settings.reading import _READERS

    text = README.read_text(encoding="utf-8")
    assert [key for key in _READERS if f"`{key}`" not in text] == []
    flags = {flag for option in check.params for flag in option.opts if flag.startswith("--")}
    assert [flag for flag in sorted(flags) if flag not in text and f"`{flag[2:]}`" not in text] == []


def test_every_flag_and_key_is_in_the_readme() -> None:
    from pytest_wshygiene.settings.keys import INI_KEYS
    from pytest_wshygiene.settings.reading import MARKER_KEYS

    text = README.read_text(encoding="utf-8")
    assert [key for key in INI_KEYS if f"`{key}`" not in text] == []
    assert [key for key in MARKER_KEYS if f"{key}=" not in text] == []
    flags = set(re.findall(r"--wshygiene[\w-]*", run(README.parent, "pytest --help")))
    assert [flag for flag in flags if flag not in text] == []
