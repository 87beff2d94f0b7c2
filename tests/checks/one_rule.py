"""A linter with one rule, for tests of everything around the rules: `create_task(...)` whose result is dropped.

The rule looks across files, as the real ones do: a dropped task is left alone when some file of the project calls
`adopt_all`. Its fix is safe in functions whose name starts with `safe`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from wshygiene_checks import cli
from wshygiene_checks.cli import plan
from wshygiene_checks.engine import analysis, judging
from wshygiene_checks.facts import Call, FileFacts, Function
from wshygiene_checks.finding import Edit, Evidence, Finding, Fix
from wshygiene_checks.reporters import table
from wshygiene_checks.reporters.table import SUPPRESSIONS

DROPPED = """\
import asyncio


async def work(): ...


async def start():
    asyncio.create_task(work())
"""

SAFE = DROPPED.replace("start", "safe_start")
FIXED = SAFE.replace("    asyncio", "    task = asyncio")
CLEAN = DROPPED.replace("    asyncio", "    task = asyncio")


@pytest.fixture
def one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the rules by the one."""
    codes = frozenset({"WSH201", "WSH202", *(entry.code for entry in SUPPRESSIONS)})
    monkeypatch.setattr(plan, "REPORTABLE", codes)
    monkeypatch.setattr(judging, "REPORTABLE", codes)
    monkeypatch.setattr(table, "REPORTABLE", codes)  # read from there when it is needed
    monkeypatch.setattr(analysis, "find", find)
    monkeypatch.setattr(analysis, "confirm", lambda findings, text, whole: list(findings))


def find(files: Sequence[FileFacts], settings: object, selected: frozenset[str]) -> list[Finding]:
    calls = [(file, function, call) for file in files for function in file.functions for call in function.calls]
    if "WSH201" not in selected or any(call.name == "adopt_all" for _, _, call in calls):
        return []
    return [finding for file, function, call in calls for finding in _findings(file, function, call)]


def _findings(file: FileFacts, function: Function, call: Call) -> Iterator[Finding]:
    if call.name == "create_task" and call.use == "drop":
        yield Finding(
            code="WSH201",
            path=file.path,
            line=call.line,
            column=call.column + 1,
            end_line=call.end_line,
            end_column=call.end_column + 1,
            message="the task is not kept by anything.\nThe loop holds it weakly.",
            confidence="medium" if function.name.startswith("medium") else "high",
            owner=function.qualname,
            subject=call.path,
            evidence=(Evidence(file.path, function.line, "the function that starts it"),),
            fix=_fix(function, call),
        )


def _fix(function: Function, call: Call) -> Fix:
    edit = Edit(call.line, call.column + 1, call.line, call.column + 1, "task = ")
    return Fix("safe" if function.name.startswith("safe") else "unsafe", "keep the task", (edit,))


class Outcome(tuple[int, str, str]):
    """How the command ended: code, standard output, standard error."""

    __slots__ = ()

    @property
    def code(self) -> int:
        return self[0]

    @property
    def out(self) -> str:
        return self[1]

    @property
    def err(self) -> str:
        return self[2]


class Command:
    """Calls the command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *args: object) -> Outcome:
        code = cli.main([str(argument) for argument in args])
        return Outcome((code, *self._capsys.readouterr()))


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)
