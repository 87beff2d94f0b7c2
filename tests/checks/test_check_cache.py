"""The cache: it saves work, is believed only when it is sound, and never changes what is found."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from pathlib import Path

import pytest

from wshygiene_checks.engine import analysis, storage
from wshygiene_checks.facts import FileFacts

from .one_rule import CLEAN, DROPPED, Command

pytestmark = pytest.mark.usefixtures("one_rule")

LONG_AGO = time.time() - 3600


class Work:
    """Counts what is done anew: the files whose facts are taken, and the questions put to the rules."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.judged = self.confirmed = 0
        extract, find, confirm = analysis.extract, analysis.find, analysis.confirm

        def counted_extract(path: str, module: str, text: str) -> FileFacts:
            self.read.append(path)
            return extract(path, module, text)

        def counted_find(*given: object) -> object:
            self.judged += 1
            return find(*given)  # type: ignore[arg-type]

        def counted_confirm(*given: object, whole: bool) -> object:
            self.confirmed += 1
            return confirm(*given, whole=whole)  # type: ignore[arg-type]

        monkeypatch.setattr(analysis, "extract", counted_extract)
        monkeypatch.setattr(analysis, "find", counted_find)
        monkeypatch.setattr(analysis, "confirm", counted_confirm)

    def since(self) -> tuple[list[str], int, int]:
        """The counts since the last call."""
        done = sorted(self.read), self.judged, self.confirmed
        self.read, self.judged, self.confirmed = [], 0, 0
        return done


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three files, written long ago."""
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "bad.py", DROPPED)
    write(tmp_path / "fine.py", CLEAN)
    write(tmp_path / "broken.py", "def (:\n")
    return tmp_path


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


def write(path: Path, text: str, when: float = LONG_AGO) -> None:
    path.write_text(text)
    os.utime(path, (when, when))


def test_an_unchanged_project_is_not_looked_at_again(project: Path, command: Command, work: Work) -> None:
    first = command("check")
    assert work.since() == (["bad.py", "broken.py", "fine.py"], 1, 1)

    assert command("check") == first
    assert first.code == 2
    assert work.since() == ([], 0, 0)


def test_of_a_changed_project_only_what_changed_is_read(project: Path, command: Command, work: Work) -> None:
    command("check")
    work.since()
    write(project / "fine.py", DROPPED, LONG_AGO + 10)

    outcome = command("check", "--output-format=concise", "--quiet")

    assert outcome.out.count("WSH201") == 2
    assert work.since() == (["fine.py"], 1, 1)


def test_a_change_of_equal_length_is_noticed(project: Path, command: Command, work: Work) -> None:
    text = CLEAN.replace("    task = asyncio", "asyncio.sleep(0)\n")
    write(project / "fine.py", text)
    command("check")
    work.since()
    write(project / "fine.py", text.replace("sleep", "slept"), LONG_AGO + 1)

    command("check")

    assert work.since()[0] == ["fine.py"]


def test_a_change_within_a_tick_of_the_clock_is_noticed(project: Path, command: Command) -> None:
    """The file system's clock may stand still between two writes; a file that young is compared by content."""
    now = time.time()
    write(project / "fine.py", DROPPED.replace("create_task", "create_tosk"), now)
    assert command("check", "fine.py").code == 0
    write(project / "fine.py", DROPPED, now)

    assert command("check", "fine.py").code == 1


def test_a_file_that_was_only_touched_is_not_read_anew(project: Path, command: Command, work: Work) -> None:
    command("check")
    work.since()
    for name in ("bad.py", "fine.py", "broken.py"):
        os.utime(project / name, (LONG_AGO + 99, LONG_AGO + 99))

    command("check")

    assert work.since() == ([], 0, 0)


def test_files_that_come_and_go_are_noticed(project: Path, command: Command) -> None:
    command("check")
    write(project / "owner.py", "adopt_all()\n")
    assert command("check", "bad.py").code == 0

    (project / "owner.py").unlink()
    assert command("check", "bad.py").code == 1


def test_a_file_that_becomes_part_of_a_package_is_another_module(project: Path, command: Command, work: Work) -> None:
    (project / "src").mkdir()
    write(project / "src" / "app.py", CLEAN)
    command("check")
    work.since()
    write(project / "src" / "__init__.py", "")

    command("check")

    assert "src/app.py" in work.since()[0]  # and whoever might have imported it by the name that it had
    command("check")
    assert work.since()[0] == []


def test_one_file_profits_from_a_check_of_all(project: Path, command: Command, work: Work) -> None:
    command("check")
    work.since()

    assert command("check", "bad.py").code == 1
    assert work.since() == ([], 0, 0)


def test_another_selection_reads_nothing_again(project: Path, command: Command, work: Work) -> None:
    command("check")
    work.since()

    assert command("check", "bad.py", "--select=WSH202").code == 0
    assert work.since() == ([], 1, 0)


def test_another_version_of_the_linter_starts_anew(
    project: Path, command: Command, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("check")
    work.since()
    monkeypatch.setattr(analysis, "version", lambda: "another version of the rules")

    command("check")

    assert work.since()[0] == ["bad.py", "broken.py", "fine.py"]


@pytest.mark.parametrize("damage", ["cut", "garbled", "empty", "swapped"])
def test_a_damaged_cache_is_written_anew(project: Path, command: Command, work: Work, damage: str) -> None:
    first = command("check")
    work.since()
    for path in files_of_the_cache(project):
        data = path.read_bytes()
        changed = {"cut": data[:-7], "garbled": data[:40] + b"?" + data[41:], "empty": b"", "swapped": data[::-1]}
        path.write_bytes(changed[damage])

    assert command("check") == first
    assert work.since()[0] == ["bad.py", "broken.py", "fine.py"]
    assert command("check") == first
    assert work.since()[0] == []


def test_damaged_facts_are_taken_again(project: Path, command: Command, work: Work) -> None:
    command("check")
    work.since()
    for path in files_of_the_cache(project):
        if path.name.startswith("facts"):
            path.write_bytes(b"")
    write(project / "fine.py", DROPPED, LONG_AGO + 10)

    assert command("check", "bad.py", "fine.py", "--statistics", "-q").out == "2  WSH201  task-dropped\n"
    assert work.since()[0] == ["bad.py", "broken.py", "fine.py"]


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path(self.path).touch, ()


def test_a_cache_that_came_with_a_repository_runs_no_code(project: Path, command: Command) -> None:
    first = command("check")
    for path in files_of_the_cache(project):
        path.write_bytes(storage.dump(Trap(str(project / "trapped"))))

    assert command("check") == first
    assert not (project / "trapped").exists()


@pytest.mark.parametrize("value", [os.system, storage.dump, pickle.loads, Path("x"), Path])
def test_only_records_of_ours_are_loaded(value: object) -> None:
    assert storage.load(storage.dump(value)) is None


def test_the_cache_is_marked_as_one(project: Path, command: Command) -> None:
    command("check")

    folder = project / ".wshygiene_cache"
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_the_cache_can_be_elsewhere(
    project: Path,
    command: Command,
    work: Work,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = tmp_path_factory.mktemp("cache")
    command("check", f"--cache-dir={elsewhere}")
    monkeypatch.setenv("WSHYGIENE_CACHE_DIR", str(elsewhere))
    work.since()

    command("check")

    assert work.since() == ([], 0, 0)
    assert not (project / ".wshygiene_cache").exists()


def test_two_projects_can_share_a_folder(
    project: Path, command: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(project, other, dirs_exist_ok=True)
    write(other / "bad.py", CLEAN)
    shared = tmp_path_factory.mktemp("cache")

    for _ in range(2):
        assert command("check", f"--cache-dir={shared}", "bad.py").code == 1
        assert command("check", f"--cache-dir={shared}", other / "bad.py").code == 0


def test_without_a_cache_nothing_is_written(project: Path, command: Command, work: Work) -> None:
    command("check", "--no-cache")
    work.since()
    command("check", "--no-cache")

    assert work.since()[0] == ["bad.py", "broken.py", "fine.py"]
    assert not (project / ".wshygiene_cache").exists()


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(project: Path, command: Command) -> None:
    (project / ".wshygiene_cache").write_text("a file where a folder should be")

    assert command("check", "bad.py").code == 1


def test_a_file_that_is_named_as_the_folder_is_an_error(project: Path, command: Command) -> None:
    place = project / "notes.txt"
    place.write_text("mine")

    expected = f"Error: cache-dir = {place}: is no folder. Expected: a folder, which is made if need be.\n"
    assert command("check", f"--cache-dir={place}") == (2, "", expected)
    assert place.read_text() == "mine"


def test_files_that_are_gone_are_forgotten(project: Path, command: Command) -> None:
    command("check")
    (project / "bad.py").unlink()
    command("check")

    facts = [path for path in files_of_the_cache(project) if path.name.startswith("facts")]
    assert facts
    assert not any(b"bad.py" in path.read_bytes() for path in facts)


def test_several_processes_find_the_same(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are used for much more than this; here they are made to."""
    for number in range(40):
        write(project / f"more_{number}.py", DROPPED + "# padding\n" * 5000)
    alone = command("check", "--no-cache", "-j1", "--output-format=json")
    monkeypatch.setattr("wshygiene_checks.engine.extraction.WORTH_PROCESSES", 0)

    assert command("check", "-j2", "--output-format=json") == alone
    assert command("check", "--output-format=json") == alone


def files_of_the_cache(project: Path) -> list[Path]:
    return [path for path in (project / ".wshygiene_cache").glob("*/*") if path.is_file()]


def test_old_versions_are_thrown_away(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        monkeypatch.setattr(analysis, "version", lambda number=number: f"version {number}")
        command("check")

    kept = [path.name for path in (project / ".wshygiene_cache").iterdir() if path.is_dir()]
    assert len(kept) == 3
    assert any(name.endswith("version 4") for name in kept)
