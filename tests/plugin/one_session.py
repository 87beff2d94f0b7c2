"""One session for all tests of a file: a suite beside its application, and what its run has told of each test."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INI = """
[pytest]
pythonpath = .
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
"""


@dataclass(frozen=True)
class Run:
    """What one run of a suite has said."""

    outcomes: dict[str, set[str]]
    leaks: dict[str, list[dict[str, Any]]]
    output: str

    def of(self, name: str) -> dict[str, Any]:
        """The one leak of a test."""
        assert len(self.leaks.get(name, [])) == 1, self.leaks.get(name)
        return self.leaks[name][0]

    def section(self, name: str) -> str:
        """The failure text of a test."""
        return self.output.partition(f" {name} _")[2].partition("\n____")[0]


def run_once(folder: Path, *flags: str, suite: str, **modules: str) -> Run:
    """Run ``suite`` beside ``modules`` in a folder of its own."""
    files = {"pytest.ini": INI, "test_it.py": suite, **{f"{name}.py": source for name, source in modules.items()}}
    for name, content in files.items():
        (folder / name).write_text(content)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rA",
        "-p",
        "no:cacheprovider",
        "--wshygiene-report=json:leaks.json",
        *flags,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    outcomes: dict[str, set[str]] = {}
    for word, name in re.findall(r"^(PASSED|FAILED|ERROR) test_it.py::(\S+)", done.stdout, re.MULTILINE):
        outcomes.setdefault(name, set()).add(word)
    assert outcomes, done.stdout + done.stderr
    leaks: dict[str, list[dict[str, Any]]] = {}
    for leak in json.loads((folder / "leaks.json").read_text())["leaks"]:
        leaks.setdefault(leak["owner"]["nodeid"].partition("::")[2], []).append(leak)
    return Run(outcomes, leaks, done.stdout)
