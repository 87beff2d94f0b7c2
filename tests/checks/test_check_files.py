"""Which files are checked, and what happens with those that cannot be."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from .one_rule import CLEAN, DROPPED, Command

pytestmark = pytest.mark.usefixtures("one_rule")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which is also where the command is called."""
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(project: Path, *names: str, text: str = DROPPED) -> None:
    for name in names:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(command: Command, *args: object) -> list[str]:
    """The files in which something is reported."""
    lines = command("check", "--output-format=concise", "--quiet", *args).out.splitlines()
    return [line.partition(":")[0] for line in lines]


@pytest.mark.parametrize(
    "name",
    [
        "tests/helpers.py",
        "app/tests/deep/case.py",
        "docs/conf.py",
        "doc/snippet.py",
        "examples/chat.py",
        "benchmarks/load.py",
        "app/testing/doubles.py",
        "test_app.py",
        "app/feed_test.py",
        "conftest.py",
    ],
)
def test_tests_and_examples_are_left_out_unless_asked_for(project: Path, command: Command, name: str) -> None:
    fill(project, name)

    assert command("check") == (0, "No findings in 0 files; 1 test file skipped.\n", "")
    assert found(command, "--include-tests") == [name]
    assert found(command, name) == [name]  # named, so asked for
    assert found(command, name, "--force-exclude") == []


@pytest.mark.parametrize("name", ["app/contest.py", "attest/app.py", "latest_app.py", "app/protest.py", "tested.py"])
def test_not_everything_with_test_in_its_name_is_one(project: Path, command: Command, name: str) -> None:
    fill(project, name)

    assert found(command) == [name]


def test_a_named_folder_of_tests_is_checked(project: Path, command: Command) -> None:
    fill(project, "tests/helpers.py", "tests/docs/snippet.py")

    assert found(command, "tests") == ["tests/helpers.py"]


def test_only_folders_below_the_project_make_a_test(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "tests" / "examples"
    fill(inner, "pyproject.toml", text="")
    fill(inner, "app.py")
    monkeypatch.chdir(inner)

    assert found(command) == ["app.py"]


def test_what_tests_release_does_not_count(project: Path, command: Command) -> None:
    """A test closes what it opened; the program does not."""
    fill(project, "app.py")
    fill(project, "tests/test_app.py", text="adopt_all()\n")

    assert found(command) == ["app.py"]
    assert found(command, "--include-tests") == []


@pytest.mark.parametrize("folder", [".venv", "venv", "node_modules", "dist", ".git", ".tox", "site-packages"])
def test_folders_of_tools_are_left_out(project: Path, command: Command, folder: str) -> None:
    fill(project, "app.py", f"{folder}/app.py", f"app/{folder}/app.py")

    assert found(command) == ["app.py"]
    assert found(command, f"{folder}/app.py") == [f"{folder}/app.py"]
    assert found(command, f"{folder}/app.py", "--force-exclude") == []


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["--extend-exclude=vendored"], ["app/a_pb2.py", "app/main.py"]),
        (["--extend-exclude=*_pb2.py,vendored"], ["app/main.py"]),
        (["--extend-exclude=app/vendored/**"], ["app/a_pb2.py", "app/main.py"]),
        (["--extend-exclude=./app/vendored/"], ["app/a_pb2.py", "app/main.py"]),
        (["--extend-exclude=app"], []),
        (["--exclude=main.py"], ["app/a_pb2.py", "app/vendored/lib.py", "dist/main_.py"]),
    ],
)
def test_patterns_leave_out(project: Path, command: Command, patterns: list[str], left: list[str]) -> None:
    fill(project, "app/main.py", "app/a_pb2.py", "app/vendored/lib.py")
    if "--exclude=main.py" in patterns:  # which replaces the usual list
        fill(project, "dist/main_.py")

    assert found(command, *patterns) == left


def test_patterns_hold_for_named_files_when_forced(project: Path, command: Command) -> None:
    fill(project, "app/vendored/lib.py")

    assert found(command, "--extend-exclude=vendored", "app/vendored/lib.py") == ["app/vendored/lib.py"]
    assert found(command, "--extend-exclude=vendored", "app/vendored/lib.py", "--force-exclude") == []


def test_only_python_is_looked_for_and_any_named_file_is_taken(project: Path, command: Command) -> None:
    fill(project, "app.pyi", "script", "app.py.orig")

    assert found(command) == []
    assert found(command, "script") == ["script"]


def test_a_file_that_is_named_twice_is_reported_once(project: Path, command: Command) -> None:
    fill(project, "app/main.py")

    assert found(command, "app/main.py", ".", "app", "app/../app/main.py", project / "app") == ["app/main.py"]


def test_the_root_is_where_the_settings_are(project: Path, command: Command) -> None:
    """Paths, and with them fingerprints, must not depend on which files were named."""
    fill(project, "pyproject.toml", text="[tool.wshygiene]\n")
    fill(project, "services/chat/pyproject.toml", text="[project]\n")
    fill(project, "services/chat/app.py")

    named = command("check", "--output-format=json", "services/chat/app.py").out

    assert '"path": "services/chat/app.py"' in named
    assert (project / ".wshygiene_cache").is_dir()
    assert not (project / "services/chat/.wshygiene_cache").exists()


def test_the_top_of_a_repository_is_the_root(project: Path, command: Command) -> None:
    fill(project, ".git/HEAD", "chat/pyproject.toml", text="")
    fill(project, "chat/app.py")

    assert '"path": "chat/app.py"' in command("check", "--output-format=json", "chat").out


@pytest.mark.parametrize("text", ["", "\n", "# nothing here\n", '"""Only a docstring."""\n', "\ufeff", "x = 1", "\f\n"])
def test_files_without_code_are_fine(project: Path, command: Command, text: str) -> None:
    (project / "empty.py").write_text(text, encoding="utf-8")

    assert command("check") == (0, "No findings in 1 file.\n", "")


NESTED = {
    "parentheses": "(" * 5000 + ")" * 5000,
    "operators": "-" * 200_000 + "1",
    "attributes": "a" + ".b" * 200_000,
    "sums": "1" + " + 1" * 200_000,
    "calls": "f" + "()" * 100_000,
    "blocks": "".join("    " * depth + "if x:\n" for depth in range(99)) + "    " * 99 + "pass",
    "lambdas": "lambda: " * 50_000 + "1",
}

BROKEN = {
    "syntax": (b"def f(:\n", "unreadable.py:1: error: cannot be parsed: invalid syntax."),
    "no code at all": (b"x y\n", "unreadable.py:1: error: cannot be parsed: invalid syntax."),
    "indentation": (b"if x:\npass\n", "unreadable.py:2: error: cannot be parsed: expected an indented block after"),
    "python 2": (b"print 'x'\n", "unreadable.py:1: error: cannot be parsed: Missing parentheses"),
    "null": (b"x = 1\0\n", "unreadable.py: error: cannot be parsed: source code string cannot contain null bytes."),
    "bytes": (b"x = 1\n# caf\xe9\n", "unreadable.py: error: byte 0xe9 in line 2 is not UTF-8."),
    "wrong cookie": (b"# coding: klingon\n", "unreadable.py: error: unknown encoding: klingon."),
    "cookie that lies": (b"# coding: ascii\nx = '\xe9'\n", "unreadable.py: error: byte 0xe9 in line 2 is not ascii."),
    "binary": (bytes(range(256)) * 40, "unreadable.py: error: byte 0x80 in line 2 is not UTF-8."),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_parsed_is_one_line_and_stops_nothing(project: Path, command: Command, kind: str) -> None:
    data, error = BROKEN[kind]
    fill(project, "app.py")
    (project / "unreadable.py").write_bytes(data)

    outcome = command("check", "--output-format=concise", "--quiet")

    assert outcome.code == 2
    assert outcome.err.startswith(error)
    assert outcome.err.count("\n") == 1
    assert outcome.out == "app.py:8:5: WSH201 task-dropped: the task is not kept by anything.\n"


def test_a_link_that_leads_nowhere_is_told_by_its_own_name(project: Path, command: Command) -> None:
    (project / "linked.py").symlink_to("gone.py")

    assert command("check", "linked.py").err == "linked.py: error: cannot be read: No such file or directory.\n"


@pytest.mark.parametrize("kind", NESTED)
def test_deep_nesting_stops_nothing(project: Path, command: Command, kind: str) -> None:
    """How deep is too deep differs between versions of Python; what matters is that the others are checked."""
    fill(project, "app.py")
    (project / "deep.py").write_text(f"{NESTED[kind]}\n")

    outcome = command("check", "--output-format=concise", "--quiet")

    assert outcome.err.count("\n") <= 1
    assert outcome.code == (2 if outcome.err else 1)
    assert outcome.err == "" or outcome.err.startswith("deep.py:")
    assert outcome.out == "app.py:8:5: WSH201 task-dropped: the task is not kept by anything.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "shift_jis"])
def test_declared_encodings_are_read(project: Path, command: Command, encoding: str) -> None:
    cookie = "" if encoding.startswith("utf") else f"# vim: set fileencoding={encoding} :\n"
    text = f"#!/usr/bin/env python\n{cookie}name = '\u00b6'\n{DROPPED}"
    (project / "app.py").write_bytes(text.encode(encoding))

    assert found(command) == ["app.py"]


def test_a_file_of_ten_megabytes_is_checked_like_any_other(project: Path, command: Command) -> None:
    table = "TABLE = '''\n" + "0123456789" * 9 + "\n"
    (project / "big.py").write_text(DROPPED + table + ("0123456789" * 9 + "\n") * 115_000 + "'''\n")

    assert (project / "big.py").stat().st_size > 10_000_000
    assert found(command) == ["big.py"]


def test_a_function_that_a_program_has_written_is_read_once(project: Path, command: Command) -> None:
    """It may have tens of thousands of names: to look through it for each of them would take minutes."""
    lines = [f"    node_{number} = Node({number})\n    tree.append(node_{number})\n" for number in range(30_000)]
    (project / "tables.py").write_text(f"{DROPPED}\n\ndef fill(tree):\n{''.join(lines)}")

    assert found(command) == ["tables.py"]


def test_numbers_that_python_does_not_print_are_read(project: Path, command: Command) -> None:
    """``repr`` refuses to write out more than 4,300 decimal digits."""
    number = "0x" + "f" * 5000
    (project / "big.py").write_text(f"{DROPPED}PRIME = {number}\nif {number}:\n    print({number}, {{{number}: 1}})\n")

    assert found(command) == ["big.py"]


def test_links_in_a_circle_end(project: Path, command: Command) -> None:
    fill(project, "app/main.py")
    (project / "app" / "again").symlink_to(project, target_is_directory=True)
    (project / "app" / "loop.py").symlink_to("loop.py")

    outcome = command("check", "--output-format=concise", "--quiet")

    assert outcome.code == 2
    assert outcome.err == f"app/loop.py: error: cannot be read: {os.strerror(40)}.\n"
    assert outcome.out.count("WSH201") == 1


def test_a_link_to_a_file_that_is_checked_anyway_is_not_checked_twice(project: Path, command: Command) -> None:
    fill(project, "app.py")
    (project / "alias.py").symlink_to("app.py")

    assert found(command) == ["app.py"]


def test_a_link_out_of_the_project_is_checked(
    project: Path, command: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    fill(elsewhere, "real.py")
    (project / "alias.py").symlink_to(elsewhere / "real.py")

    assert found(command) == ["alias.py"]


def test_a_dangling_link_is_an_error_and_the_lock_of_an_editor_is_none(project: Path, command: Command) -> None:
    fill(project, "app.py", text=CLEAN)
    (project / "gone.py").symlink_to("nowhere.py")
    (project / ".#app.py").symlink_to("user@host.1234")

    outcome = command("check", "--quiet")

    assert (outcome.code, outcome.err) == (2, "gone.py: error: cannot be read: No such file or directory.\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a file that fails when it is read")
def test_a_file_that_cannot_be_read_is_one_line(project: Path, command: Command) -> None:
    fill(project, "app.py")
    (project / "memory.py").symlink_to("/proc/self/mem")  # even for root

    outcome = command("check", "--output-format=concise", "--quiet")

    assert (outcome.code, outcome.err) == (2, "memory.py: error: cannot be read: Input/output error.\n")
    assert outcome.out.count("WSH201") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(project: Path, command: Command) -> None:
    fill(project, "app.py", text=CLEAN)
    os.mkfifo(project / "pipe.py")

    assert command("check").code == 0
    assert command("check", "pipe.py", "-q").err == "pipe.py: error: is neither a file nor a folder.\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_listed_is_one_line(project: Path, command: Command) -> None:
    fill(project, "app.py", "closed/app.py")
    (project / "closed").chmod(0)
    try:
        outcome = command("check", "--output-format=concise", "--quiet")
    finally:
        (project / "closed").chmod(0o755)

    assert (outcome.code, outcome.err) == (2, "closed: error: cannot be listed: Permission denied.\n")
    assert outcome.out.count("WSH201") == 1


def test_remarks_of_the_parser_on_other_peoples_files_are_not_shown(
    project: Path, command: Command, recwarn: pytest.WarningsRecorder
) -> None:
    fill(project, "app.py", text="import re\n\nPATTERN = re.compile('\\d')\nassert 1 is 1\n")

    assert command("check") == (0, "No findings in 1 file.\n", "")
    assert list(recwarn) == []
