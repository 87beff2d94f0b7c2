"""`wshygiene baseline` and `check --baseline`: known findings do not fail, and the file shrinks as they go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .one_rule import CLEAN, DROPPED, Command

pytestmark = pytest.mark.usefixtures("one_rule")

FILE = "known.json"
OPTION = f"--baseline={FILE}"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a finding in each of two files."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "old.py").write_text(DROPPED)
    (tmp_path / "older.py").write_text(DROPPED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def entries(project: Path) -> list[dict[str, object]]:
    found = json.loads((project / FILE).read_text())["entries"]
    assert isinstance(found, list)
    return found


def revise(project: Path, number: int, **changes: object) -> None:
    """Edit an entry by hand."""
    document = json.loads((project / FILE).read_text())
    document["entries"][number].update(changes)
    (project / FILE).write_text(json.dumps(document))


def test_what_is_known_does_not_fail(project: Path, command: Command) -> None:
    assert command("baseline", "write", OPTION) == (0, "known.json: 2 known, 2 added, 0 struck off.\n", "")
    assert command("check", OPTION) == (0, "No findings in 2 files; 2 known in the baseline.\n", "")


def test_what_is_new_fails(project: Path, command: Command) -> None:
    command("baseline", "write", OPTION)
    (project / "new.py").write_text(DROPPED)

    outcome = command("check", OPTION, "--output-format=concise", "-q")

    assert (outcome.code, outcome.out.count("WSH201")) == (1, 1)
    assert outcome.out.startswith("new.py:")


def test_lines_may_move(project: Path, command: Command) -> None:
    command("baseline", "write", OPTION)
    (project / "old.py").write_text(f"\n\n# moved\n{DROPPED}")

    assert command("check", OPTION).code == 0


def test_one_more_of_the_same_is_new(project: Path, command: Command) -> None:
    command("baseline", "write", OPTION)
    (project / "old.py").write_text(f"{DROPPED}    asyncio.create_task(work())\n")

    assert command("check", OPTION, "--statistics", "-q").out == "1  WSH201  task-dropped\n"


def test_an_entry_counts_until_its_last_day(project: Path, command: Command) -> None:
    command("baseline", "write", OPTION)
    revise(project, 0, until="2020-02-29")
    revise(project, 1, until="2999-12-31")

    assert command("check", OPTION, "--statistics", "-q").out == "1  WSH201  task-dropped\n"


def test_the_file_can_be_set_once_for_all(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a setting it is relative to the project, wherever the command is called."""
    (project / "pyproject.toml").write_text(f'[tool.wshygiene]\nbaseline = "{FILE}"\n')
    assert command("baseline", "write").code == 0
    (project / "inner").mkdir()
    monkeypatch.chdir(project / "inner")

    assert command("check", "..").code == 0


def test_a_file_that_is_missing_is_an_error_with_a_hint(project: Path, command: Command) -> None:
    outcome = command("check", OPTION)

    assert outcome.code == 2
    assert outcome.err.endswith("Expected: a baseline file. Write one with `wshygiene baseline write`.\n")


def test_without_a_file_there_is_nothing_to_write(project: Path, command: Command) -> None:
    for word in ("write", "update", "prune"):
        outcome = command("baseline", word)

        assert outcome.code == 2
        assert "Give --baseline FILE, or set `baseline` in [tool.wshygiene]." in outcome.err


def test_write_takes_no_folder_for_a_baseline(project: Path, command: Command) -> None:
    (project / FILE).mkdir()

    outcome = command("baseline", "write", OPTION)

    assert outcome.code == 2
    assert outcome.err.endswith(f"{FILE}: is a folder. Expected: a file, which is made.\n")


def test_write_replaces_no_file(project: Path, command: Command) -> None:
    (project / FILE).write_text("precious")

    outcome = command("baseline", "write", OPTION)

    assert outcome.code == 2
    assert outcome.err.endswith("exists already. `wshygiene baseline update` brings it up to date.\n")
    assert (project / FILE).read_text() == "precious"


def test_update_adds_strikes_off_and_keeps_what_was_written_by_hand(project: Path, command: Command) -> None:
    command("baseline", "write", OPTION)
    revise(project, 0, reason="rewritten in spring", until="2999-12-31")
    (project / "older.py").write_text(CLEAN)
    (project / "new.py").write_text(DROPPED)

    assert command("baseline", "update", OPTION).out == "known.json: 2 known, 1 added, 1 struck off.\n"

    assert [(entry["path"], entry["reason"], entry["until"]) for entry in entries(project)] == [
        ("new.py", "", None),
        ("old.py", "rewritten in spring", "2999-12-31"),
    ]


def test_prune_strikes_off_and_adds_nothing(project: Path, command: Command) -> None:
    (project / "old.py").write_text(f"{DROPPED}    asyncio.create_task(work())\n")
    command("baseline", "write", OPTION)
    (project / "old.py").write_text(DROPPED)
    (project / "older.py").unlink()
    (project / "new.py").write_text(DROPPED)

    assert command("baseline", "prune", OPTION).out == "known.json: 1 known, 0 added, 1 struck off.\n"
    assert [(entry["path"], entry["count"]) for entry in entries(project)] == [("old.py", 1)]


def test_there_is_nothing_to_prune_in_a_file_that_is_missing(project: Path, command: Command) -> None:
    outcome = command("baseline", "prune", "--baseline=typo.json")

    assert (outcome.code, outcome.out) == (2, "")
    assert "typo.json: cannot be read: No such file or directory." in outcome.err


@pytest.mark.parametrize("word", ["update", "prune"])
def test_nothing_is_struck_off_that_was_not_looked_at(project: Path, command: Command, word: str) -> None:
    command("baseline", "write", OPTION)
    before = entries(project)
    (project / "old.py").write_text(CLEAN)
    (project / "older.py").write_text(CLEAN)

    command("baseline", word, OPTION, "old.py", "--select=WSH202")
    assert entries(project) == before
    command("baseline", word, OPTION, "old.py")
    assert [entry["path"] for entry in entries(project)] == ["older.py"]


@pytest.mark.parametrize("word", ["update", "prune"])
def test_a_file_that_cannot_be_parsed_strikes_nothing_off(project: Path, command: Command, word: str) -> None:
    command("baseline", "write", OPTION)
    (project / "old.py").write_text("def (:\n")

    outcome = command("baseline", word, OPTION)

    assert (outcome.code, outcome.err) == (2, "old.py: error: cannot be parsed: invalid syntax.\n")
    assert len(entries(project)) == 2


@pytest.mark.parametrize("word", ["update", "prune"])
def test_leaks_of_running_tests_stay(project: Path, command: Command, word: str) -> None:
    """Both halves may share one file; each strikes off only what it looked for."""
    command("baseline", "write", OPTION)
    revise(project, 0, code="WSH200", fingerprint="00000000deadbeef", path="gone.py")

    command("baseline", word, OPTION)

    assert "WSH200" in [entry["code"] for entry in entries(project)]


def test_the_file_does_not_change_from_run_to_run(project: Path, command: Command) -> None:
    command("baseline", "write", OPTION)
    before = (project / FILE).read_bytes()

    command("baseline", "update", OPTION)
    command("baseline", "prune", OPTION)

    assert (project / FILE).read_bytes() == before


def test_explain_knows_the_baseline(project: Path, command: Command) -> None:
    (project / "pyproject.toml").write_text(f'[tool.wshygiene]\nbaseline = "{FILE}"\n')
    command("baseline", "write")
    revise(project, 0, reason="rewritten in spring")

    ending = "    Not reported: known in the baseline: rewritten in spring.\n"
    assert command("explain", "old.py:8").out.endswith(ending)
