"""Which findings are shown, by how sure they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from wshygiene_checks.cli import wshygiene

CODE = """
import asyncio


class Hub:
    def __init__(self):
        self._seen = {}

    def saw(self, name):
        self._seen[name] = True

    def wake(self):
        asyncio.create_task(self.pump())

    async def pump(self):
        while True:
            await asyncio.sleep(1)
"""


def shown(folder: Path, *options: str) -> str:
    (folder / "hub.py").write_text(CODE)
    result = CliRunner().invoke(wshygiene, ["check", str(folder), "--no-cache", *options], standalone_mode=False)
    return result.stdout


def test_what_is_only_worth_a_look_is_counted_and_not_shown(tmp_path: Path) -> None:
    output = shown(tmp_path)

    assert "WSH201" in output
    assert "[info]" not in output
    assert "of low confidence not shown (--show=info)" in output


QUIET = """
class Hub:
    def __init__(self):
        self._seen = {}

    def saw(self, name):
        self._seen[name] = True
"""
LOADED = "import sys; from wshygiene_checks.cli import main; main(); print('libcst' in sys.modules)"


@pytest.mark.parametrize(("option", "loaded"), [("--show=medium", False), ("--show=info", True)])
def test_what_is_only_counted_is_not_read_a_second_time(tmp_path: Path, option: str, loaded: bool) -> None:
    (tmp_path / "hub.py").write_text(QUIET)
    command = [sys.executable, "-c", LOADED, "check", "hub.py", "--no-cache", "--exit-zero", option]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert ("[info]" in result.stdout, "not shown" in result.stdout) == (loaded, not loaded)
    assert result.stdout.split()[-1] == str(loaded)


@pytest.mark.parametrize("option", ["--show=info", "--select=ALL", "--fail-on=info"])
def test_who_asks_gets_everything(tmp_path: Path, option: str) -> None:
    output = shown(tmp_path, option)

    assert "[info]" in output
    assert "not shown" not in output


def test_only_the_surest(tmp_path: Path) -> None:
    assert "[medium]" not in shown(tmp_path, "--show=high")
    assert "[info]" not in shown(tmp_path, "--show=high", "--select=ALL")


def test_the_setting_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.wshygiene]\nshow = "info"\n')

    assert "[info]" in shown(tmp_path)
