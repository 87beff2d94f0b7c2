"""A project with one file that has one finding, its settings, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .one_rule import DROPPED

#: What a check tells of it.
TEXT = """\
app.py:8:5: WSH201 task-dropped: the task is not kept by anything.
    The loop holds it weakly.
    app.py:7: the function that starts it
    Fix with --fix --unsafe-fixes: keep the task
    At run time: WSH200. More: wshygiene rule WSH201

Found 1 finding (1 high) in 1 file; 1 fixable with --fix --unsafe-fixes.
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one file that has one finding."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text(DROPPED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(project: Path, settings: str) -> None:
    """Give the project settings: lines of ``[tool.wshygiene]``."""
    (project / "pyproject.toml").write_text(f"[tool.wshygiene]\n{settings}\n")
