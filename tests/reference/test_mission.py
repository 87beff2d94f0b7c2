"""The table of what the manager was asked to do: every row is there, and names tests that exist."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import wshygiene_reference

ROOT = Path(__file__).parent.parent.parent
TABLE: dict[str, Any] = tomllib.loads((Path(wshygiene_reference.__file__).parent / "mission.toml").read_text("utf-8"))[
    "rows"
]
LAST_ROW = 160

#: Rows of server and client that wait for the admin API, several nodes, history and deployment.
LATER: set[str] = set()


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests at the top of a file."""
    names = set()
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(name for name in names if name.startswith(("test_", "Test")))


def test_no_row_is_missing() -> None:
    assert [int(number) for number in TABLE] == list(range(1, LAST_ROW + 1))


@pytest.mark.parametrize("number", [number for number, row in TABLE.items() if row["tests"]])
def test_the_tests_of_a_row_exist(number: str) -> None:
    for test in TABLE[number]["tests"]:
        path, _, name = test.partition("::")
        assert name in names_in(path), test


def test_every_row_of_server_and_client_is_proven_or_waits() -> None:
    asked = {number for number, row in TABLE.items() if {"M", "C"} & set(row["targets"])}
    proven = {number for number in asked if TABLE[number]["tests"]}
    assert asked - proven == LATER
