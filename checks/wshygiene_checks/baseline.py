"""The file of known findings, which do not fail: one format for leaks of tests and for findings in source.

It is meant to be committed, read in reviews and edited by hand (``reason`` and ``until``), so it is sorted, written
without anything that changes from run to run, and read strictly: a slip of the pen is an error with its place.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from wshygiene_checks.nearest import did_you_mean
from wshygiene_checks.writing import replace_file

VERSION = 1


class BaselineError(ValueError):
    """A baseline that cannot be read or written; the text names the file, the place and what should stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One known finding. ``count`` of them are known; ``until`` is the last day on which it is left alone.

    ``tests`` are the tests, or their files, in which a leak was seen; a finding in source has none.
    """

    fingerprint: str
    code: str
    path: str
    owner: str
    summary: str
    count: int = 1
    reason: str = ""
    until: date | None = None
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """All known findings, in the order of the file."""

    entries: tuple[Entry, ...] = ()

    def get(self, fingerprint: str) -> Entry | None:
        """The entry with this fingerprint, if the finding is known."""
        return next((entry for entry in self.entries if entry.fingerprint == fingerprint), None)


def load(path: str | os.PathLike[str]) -> Baseline:
    """Read a baseline file; raises `BaselineError` when it is missing, damaged or of another version."""
    place = os.fspath(path)
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"{place}: cannot be read: {error.strerror}. Expected: a baseline file.") from error
    except json.JSONDecodeError as error:
        where = f"{place}:{error.lineno}:{error.colno}"
        raise BaselineError(f"{where}: is not JSON: {error.msg}. Expected: a baseline file.") from error
    except UnicodeDecodeError as error:
        raise BaselineError(f"{place}: byte {error.start} is not UTF-8. Expected: a baseline file.") from error
    return Baseline(_entries(document, place))


def write(path: str | os.PathLike[str], entries: Iterable[Entry]) -> None:
    """Write a baseline file, sorted, in one step: a reader sees the old file or the new one, never half of it."""
    ordered = sorted(entries, key=lambda entry: (entry.path, entry.code, entry.owner, entry.fingerprint))
    _refuse_duplicates(ordered, os.fspath(path))
    document = {"version": VERSION, "entries": [_row(entry) for entry in ordered]}
    text = json.dumps(document, indent=2, ensure_ascii=False, default=date.isoformat) + "\n"
    try:
        replace_file(path, text)
    except OSError as error:
        raise BaselineError(f"{os.fspath(path)}: cannot be written: {error.strerror}.") from error


def _row(entry: Entry) -> dict[str, Any]:
    row = asdict(entry)
    if not entry.tests:
        del row["tests"]
    return row


def _entries(document: object, place: str) -> tuple[Entry, ...]:
    shape = f'an object {{"version": {VERSION}, "entries": [...]}}'
    if not isinstance(document, dict) or "version" not in document:
        raise BaselineError(f"{place}: is not a baseline. Expected: {shape}.")
    version, rows = document["version"], document.get("entries")
    if type(version) is not int or version != VERSION:
        raise BaselineError(f"{place}: version {_shown(version)} is not known here. Expected: version {VERSION}.")
    if not isinstance(rows, list):
        raise BaselineError(f"{place}: has no list of entries. Expected: {shape}.")
    entries = tuple(_entry(row, f"{place}: entries[{number}]") for number, row in enumerate(rows))
    _refuse_duplicates(entries, place)
    return entries


def _entry(row: object, place: str) -> Entry:
    names = [field.name for field in fields(Entry)]
    if not isinstance(row, dict):
        raise BaselineError(f"{place} is {_shown(row)}. Expected: an object with {', '.join(names)}.")
    for name in row:
        if name not in names:
            raise BaselineError(f'{place} has a key "{name}". Known: {", ".join(names)}.{did_you_mean(name, names)}')
    return Entry(
        fingerprint=_text(row, "fingerprint", place),
        code=_text(row, "code", place),
        path=_text(row, "path", place),
        owner=_text(row, "owner", place),
        summary=_text(row, "summary", place),
        count=_count(row, place),
        reason=_text(row, "reason", place, default=""),
        until=_until(row, place),
        tests=_tests(row, place),
    )


def _text(row: dict[str, Any], name: str, place: str, default: str | None = None) -> str:
    value = row.get(name, default)
    if not isinstance(value, str):
        raise BaselineError(f"{place}.{name} is {_shown(value) if name in row else 'missing'}. Expected: text.")
    return value


def _count(row: dict[str, Any], place: str) -> int:
    value = row.get("count", 1)
    if type(value) is not int or value < 1:
        raise BaselineError(f"{place}.count is {_shown(value)}. Expected: a whole number from 1 up.")
    return value


def _until(row: dict[str, Any], place: str) -> date | None:
    value = row.get("until")
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BaselineError(f"{place}.until is {_shown(value)}. Expected: a day as YYYY-MM-DD, or null.") from None


def _tests(row: dict[str, Any], place: str) -> tuple[str, ...]:
    value = row.get("tests", [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise BaselineError(f"{place}.tests is {_shown(value)}. Expected: a list of texts.")
    return tuple(value)


def _refuse_duplicates(entries: Iterable[Entry], place: str) -> None:
    for fingerprint, times in Counter(entry.fingerprint for entry in entries).items():
        if times > 1:
            message = f'{place}: {times} entries have the fingerprint "{fingerprint}". Expected: one, with a count.'
            raise BaselineError(message)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
