"""Applies edits to the text of a file and leaves every other character as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from wshygiene_checks.finding import Edit, Finding

# What Python takes for the end of a line; `str.splitlines` knows more of them.
_LINE_END = re.compile(r"\r\n|\r|\n")


class Applied(NamedTuple):
    """The new text, and the findings whose fixes are in it."""

    text: str
    findings: tuple[Finding, ...]


class _Change(NamedTuple):
    start: int
    end: int
    content: str


def apply(text: str, findings: Iterable[Finding]) -> Applied:
    """Apply the fixes of findings, all edits of a fix or none; one that overlaps an earlier one has to wait."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    newline = _newline(text)
    taken: list[_Change] = []
    applied: list[Finding] = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix is not None else ()
        changes = [_change(edit, starts, len(text), newline) for edit in edits]
        if changes and not any(_overlap(change, other) for change in changes for other in taken):
            taken += changes
            applied.append(finding)
    for change in sorted(taken, reverse=True):
        text = text[: change.start] + change.content + text[change.end :]
    return Applied(text, tuple(applied))


def _change(edit: Edit, starts: list[int], length: int, newline: str) -> _Change:
    start = _offset(edit.line, edit.column, starts, length)
    end = _offset(edit.end_line, edit.end_column, starts, length)
    return _Change(start, max(start, end), _LINE_END.sub(newline, edit.content))


def _offset(line: int, column: int, starts: list[int], length: int) -> int:
    return length if line > len(starts) else min(starts[line - 1] + column - 1, length)


def _overlap(one: _Change, other: _Change) -> bool:
    """Two insertions at one place overlap as well: nobody says which comes first."""
    return (one.start < other.end and other.start < one.end) or one.start == other.start


def _newline(text: str) -> str:
    first = _LINE_END.search(text)
    return first[0] if first else "\n"
