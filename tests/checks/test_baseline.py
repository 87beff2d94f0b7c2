"""The baseline file: what is written comes back, a reader never sees half of it, a slip in it is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wshygiene_checks import baseline
from wshygiene_checks.baseline import Baseline, BaselineError, Entry

PUMP = Entry(
    fingerprint="5fd4a1c3b2e69780",
    code="WSH200",
    path="tests/test_feed.py",
    owner="tests/test_feed.py::test_open",
    summary="`Feed.pump()` was still running.",
    count=3,
    reason="Götz repairs it with the new feed",
    until=date(2027, 1, 31),
)
ROOM = Entry(fingerprint="0c11d5f08d5f0d6a", code="WSH300", path="app/rooms.py", owner="app.rooms", summary="It grew.")

#: The file that the two entries make, to the byte.
TEXT = """\
{
  "version": 1,
  "entries": [
    {
      "fingerprint": "0c11d5f08d5f0d6a",
      "code": "WSH300",
      "path": "app/rooms.py",
      "owner": "app.rooms",
      "summary": "It grew.",
      "count": 1,
      "reason": "",
      "until": null
    },
    {
      "fingerprint": "5fd4a1c3b2e69780",
      "code": "WSH200",
      "path": "tests/test_feed.py",
      "owner": "tests/test_feed.py::test_open",
      "summary": "`Feed.pump()` was still running.",
      "count": 3,
      "reason": "Götz repairs it with the new feed",
      "until": "2027-01-31"
    }
  ]
}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "baseline.json"


def complaint(path: Path, document: Any) -> str:
    """What loading this document says, without the folder of the test."""
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    with pytest.raises(BaselineError) as error:
        baseline.load(path)
    return str(error.value).replace(str(path), "FILE")


def with_entry(**changes: object) -> dict[str, object]:
    entry = {"fingerprint": "5f", "code": "WSH200", "path": "a.py", "owner": "test_a", "summary": "It ran."}
    return {"version": 1, "entries": [entry | changes]}


def test_what_is_written_comes_back(path: Path) -> None:
    baseline.write(path, [PUMP, ROOM])

    assert baseline.load(path) == Baseline((ROOM, PUMP))


def test_the_file_is_sorted_and_the_same_every_time(path: Path) -> None:
    baseline.write(path, iter([PUMP, ROOM]))

    assert path.read_bytes().decode() == TEXT


def test_an_empty_baseline_is_a_baseline(path: Path) -> None:
    baseline.write(path, [])

    assert baseline.load(path) == Baseline()


def test_a_finding_is_looked_up_by_its_fingerprint() -> None:
    known = Baseline((ROOM, PUMP))

    assert known.get(PUMP.fingerprint) == PUMP
    assert known.get("ffffffffffffffff") is None


def test_what_people_need_not_write_has_a_default(path: Path) -> None:
    path.write_text(json.dumps(with_entry()), encoding="utf-8")

    [entry] = baseline.load(path).entries

    assert (entry.count, entry.reason, entry.until) == (1, "", None)


def test_the_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / ".wshygiene" / "baseline.json"

    baseline.write(path, [PUMP])

    assert baseline.load(path).entries == (PUMP,)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(unfinished: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    baseline.write(path, [PUMP])
    monkeypatch.setattr("os.replace", full)

    with pytest.raises(BaselineError) as error:
        baseline.write(path, [ROOM])

    assert str(error.value) == f"{path}: cannot be written: No space left on device."
    assert baseline.load(path).entries == (PUMP,)
    assert list(path.parent.iterdir()) == [path]


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(path)

    baseline.write(link, [PUMP])

    assert link.is_symlink()
    assert baseline.load(path).entries == (PUMP,)


def test_two_entries_for_one_finding_are_not_written(path: Path) -> None:
    with pytest.raises(BaselineError):
        baseline.write(path, [PUMP, replace(PUMP, owner="another")])

    assert not path.exists()


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(BaselineError) as error:
        baseline.load(path)

    assert str(error.value) == f"{path}: cannot be read: No such file or directory. Expected: a baseline file."


def test_bytes_that_are_not_text_are_named(path: Path) -> None:
    path.write_bytes(b'{"version": \xff}')

    with pytest.raises(BaselineError) as error:
        baseline.load(path)

    assert str(error.value) == f"{path}: byte 12 is not UTF-8. Expected: a baseline file."


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (
            '{"version": 1,\n "entries": [}',
            "FILE:2:14: is not JSON: Expecting value. Expected: a baseline file.",
        ),
        (
            [],
            'FILE: is not a baseline. Expected: an object {"version": 1, "entries": [...]}.',
        ),
        (
            {"version": 2, "entries": []},
            "FILE: version 2 is not known here. Expected: version 1.",
        ),
        (
            {"version": "one", "entries": []},
            'FILE: version "one" is not known here. Expected: version 1.',
        ),
        (
            {"version": 1},
            'FILE: has no list of entries. Expected: an object {"version": 1, "entries": [...]}.',
        ),
        (
            {"version": 1, "entries": ["WSH200"]},
            'FILE: entries[0] is "WSH200". '
            "Expected: an object with fingerprint, code, path, owner, summary, count, reason, until, tests.",
        ),
        (
            with_entry(resaon="later"),
            'FILE: entries[0] has a key "resaon". '
            'Known: fingerprint, code, path, owner, summary, count, reason, until, tests. Did you mean "reason"?',
        ),
        (
            {"version": 1, "entries": [{"fingerprint": "5f"}]},
            "FILE: entries[0].code is missing. Expected: text.",
        ),
        (
            with_entry(owner=["test_a"]),
            'FILE: entries[0].owner is ["test_a"]. Expected: text.',
        ),
        (
            with_entry(count=True),
            "FILE: entries[0].count is true. Expected: a whole number from 1 up.",
        ),
        (
            with_entry(count=0),
            "FILE: entries[0].count is 0. Expected: a whole number from 1 up.",
        ),
        (
            with_entry(until="tomorrow"),
            'FILE: entries[0].until is "tomorrow". Expected: a day as YYYY-MM-DD, or null.',
        ),
        (
            with_entry(until=20270131),
            "FILE: entries[0].until is 20270131. Expected: a day as YYYY-MM-DD, or null.",
        ),
        (
            with_entry(path=list(range(50))),
            "FILE: entries[0].path is [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …. Expected: text.",
        ),
        (
            {"version": 1, "entries": with_entry()["entries"] * 2},  # type: ignore[operator]
            'FILE: 2 entries have the fingerprint "5f". Expected: one, with a count.',
        ),
    ],
)
def test_a_slip_is_named_with_its_place(path: Path, document: object, sentence: str) -> None:
    assert complaint(path, document) == sentence
