"""Reference graphs: small, safe, and with the suspects in colour."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pytest_wshygiene.references.naming import Chain
from pytest_wshygiene.report.graphs import MOST, drawn, write_graphs

CHAIN = Chain(
    nodes=("module app", "Manager", "dict, 1 entries", "task pump()"),
    edges=("MANAGER", "_tasks", "['c1']"),
    suspects=(False, False, True),
    title="`pump()` was still running.",
    parts=('socket "a" -> b',),
)


def edges(dot: str) -> list[tuple[str, str, str, bool]]:
    """(holder, held, label, is suspect) of every reference in a graph."""
    labels = dict(re.findall(r"^  (o\d+)\[label=\"((?:[^\"\\]|\\.)*)\"", dot, re.MULTILINE))
    found = re.findall(r"^  (o\d+) -> (o\d+) \[(.*)label=\"((?:[^\"\\]|\\.)*)\"", dot, re.MULTILINE)
    return [(labels[holder], labels[held], label, "color=red" in style) for holder, held, style, label in found]


def test_references_are_labelled_and_suspects_are_red() -> None:
    assert edges(drawn(CHAIN)) == [
        ("module app", "Manager", "MANAGER", False),
        ("Manager", "dict, 1 entries", "_tasks", False),
        ("dict, 1 entries", "task pump()", "['c1']", True),
        ("task pump()", 'socket \\"a\\" -> b', "part", False),
    ]


def test_title_says_what_leaked() -> None:
    assert 'label="`pump()` was still running.";' in drawn(CHAIN)


@pytest.mark.parametrize("length", [MOST - 1, MOST, MOST + 1, 200])
def test_graph_stays_small(length: int) -> None:
    nodes = tuple(f"node {number}" for number in range(length))
    chain = Chain(
        nodes, tuple(f"e{number}" for number in range(length - 1)), (False,) * (length - 1), parts=("a",) * 90
    )
    dot = drawn(chain)
    boxes = re.findall(r"^  o\d+\[label=\"(.*)\"\];", dot, re.MULTILINE)
    assert len(boxes) == MOST
    assert {"node 0", f"node {length - 1}"} <= set(boxes)


def test_files_are_written(tmp_path: Path) -> None:
    write_graphs(tmp_path / "graphs", {"a1b2": CHAIN, "a1b2-2": CHAIN})
    drawings = {"a1b2.svg", "a1b2-2.svg"} if shutil.which("dot") else set()
    assert {path.name for path in (tmp_path / "graphs").iterdir()} == {"a1b2.dot", "a1b2-2.dot", *drawings}
