"""`--fix` and `--diff`: what is changed, what is left alone, and that nothing else in a file changes."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import pytest

from wshygiene_checks.engine.edits import apply
from wshygiene_checks.finding import Edit, Finding, Fix

from .one_rule import DROPPED, FIXED, SAFE, Command

pytestmark = pytest.mark.usefixtures("one_rule")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a finding that can be fixed safely."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "app.py"
    path.write_text(SAFE)
    return path


def test_a_safe_fix_is_applied(app: Path, command: Command) -> None:
    assert command("check", "app.py", "--fix") == (0, "No findings in 1 file; 1 fixed.\n", "")
    assert app.read_text() == FIXED


def test_fixing_again_changes_nothing(app: Path, command: Command) -> None:
    command("check", "app.py", "--fix")
    written = app.stat().st_mtime_ns

    assert command("check", "app.py", "--fix") == (0, "No findings in 1 file.\n", "")
    assert app.stat().st_mtime_ns == written


def test_an_unsafe_fix_is_applied_only_when_asked_for(app: Path, command: Command) -> None:
    app.write_text(DROPPED)

    assert command("check", "app.py", "--fix").code == 1
    assert app.read_text() == DROPPED
    assert command("check", "app.py", "--fix", "--unsafe-fixes").code == 0
    assert app.read_text() == DROPPED.replace("    asyncio", "    task = asyncio")


def test_unsafe_fixes_alone_are_a_usage_error(app: Path, command: Command) -> None:
    outcome = command("check", "app.py", "--unsafe-fixes")

    assert outcome.code == 2
    assert "--unsafe-fixes says which fixes are applied; it goes with --fix or --diff." in outcome.err


def test_diff_shows_the_change_and_writes_nothing(app: Path, command: Command) -> None:
    outcome = command("check", "app.py", "--diff")

    assert outcome.code == 1
    assert outcome.err == "Would fix 1 finding.\n"
    assert outcome.out.splitlines() == [
        "--- app.py",
        "+++ app.py",
        "@@ -5,4 +5,4 @@",
        " ",
        " ",
        " async def safe_start():",
        "-    asyncio.create_task(work())",
        "+    task = asyncio.create_task(work())",
    ]
    assert app.read_text() == SAFE


def test_diff_without_anything_to_fix_ends_with_zero(app: Path, command: Command) -> None:
    app.write_text(DROPPED)

    assert command("check", "app.py", "--diff") == (0, "", "Would fix 0 findings, and leave 1.\n")


@pytest.mark.parametrize("other", ["--output-format=json", "--statistics"])
def test_a_diff_of_findings_is_a_usage_error(app: Path, command: Command, other: str) -> None:
    outcome = command("check", "app.py", "--diff", other)

    assert (outcome.code, outcome.out) == (2, "")
    assert f"--diff shows what --fix would change; {other.partition('=')[0]} is for findings." in outcome.err


def test_standard_input_comes_out_fixed(app: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: object) -> None:
    from wshygiene_checks import cli

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SAFE.encode())))
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)

    assert cli.main(["check", "-", "--fix", "--quiet"]) == 0

    out.flush()
    assert out.buffer.getvalue() == FIXED.encode()  # type: ignore[attr-defined]
    assert app.read_text() == SAFE


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: f"# -*- coding: latin-1 -*-\n# caf\xe9\n{text}".encode("latin-1"),
        lambda text: text.rstrip("\n").encode(),
        lambda text: f"name = '\u2028\x0c\x85'\n{text}".encode(),
        lambda text: f"{text}\tif True:\r\n\t\tpass\n".replace("\t", "    ").encode(),
    ],
    ids=["crlf", "bom", "latin-1", "no newline at end", "no line ends in a string", "mixed line ends"],
)
def test_every_other_byte_stays(app: Path, command: Command, encode: object) -> None:
    assert callable(encode)
    app.write_bytes(encode(SAFE))

    assert command("check", "app.py", "--fix").code == 0
    assert app.read_bytes() == encode(FIXED)


def test_permissions_and_links_stay(app: Path, command: Command, tmp_path: Path) -> None:
    app.chmod(0o755)
    link = tmp_path / "link.py"
    link.symlink_to(app)

    command("check", "link.py", "--fix")

    assert stat.S_IMODE(app.stat().st_mode) == 0o755
    assert link.is_symlink()
    assert app.read_text() == FIXED


def test_suppressed_findings_are_not_fixed(app: Path, command: Command) -> None:
    text = SAFE.rstrip("\n") + "  # wshygiene: ignore[WSH201] wanted\n"
    app.write_text(text)

    assert command("check", "app.py", "--fix").code == 0
    assert app.read_text() == text


def test_a_fix_that_would_break_the_file_is_not_applied(
    app: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wshygiene_checks.engine import analysis

    def confirm(findings: list[Finding], text: str, whole: bool) -> list[Finding]:
        return [changed(finding, Edit(8, 1, 8, 1, "(")) for finding in findings]

    monkeypatch.setattr(analysis, "confirm", confirm)

    assert command("check", "app.py", "--fix").code == 1
    assert app.read_text() == SAFE


def test_a_fix_that_would_break_the_file_keeps_no_other_from_being_applied(
    app: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wshygiene_checks.engine import analysis

    def confirm(findings: list[Finding], text: str, whole: bool) -> list[Finding]:
        return [changed(each, Edit(each.line, 1, each.line, 1, "(")) if each.line == 8 else each for each in findings]

    monkeypatch.setattr(analysis, "confirm", confirm)
    again = SAFE.removeprefix("import asyncio").replace("safe_start", "safe_again")
    app.write_text(SAFE + again)

    assert command("check", "app.py", "--fix").code == 1
    assert app.read_text() == SAFE + again.replace("    asyncio", "    task = asyncio")


def test_fixes_that_go_on_for_ever_end(app: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from wshygiene_checks.engine import analysis

    def confirm(findings: list[Finding], text: str, whole: bool) -> list[Finding]:
        return [changed(finding, Edit(1, 1, 1, 1, "# once more\n")) for finding in findings]

    monkeypatch.setattr(analysis, "confirm", confirm)

    assert command("check", "app.py", "--fix").code == 1
    assert app.read_text() == "# once more\n" * 10 + SAFE


def test_a_file_that_cannot_be_written_is_an_error(
    app: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)

    outcome = command("check", "app.py", "--fix", "--no-cache")

    assert (outcome.code, outcome.err) == (2, "app.py: error: cannot be written: Permission denied.\n")
    assert [path.name for path in app.parent.iterdir()] == ["app.py"]
    assert app.read_text() == SAFE


def changed(finding: Finding, *edits: Edit) -> Finding:
    from dataclasses import replace

    return replace(finding, fix=Fix("safe", "a fix", edits))


def with_edits(*edits: Edit) -> Finding:
    finding = Finding(
        code="WSH201",
        path="app.py",
        line=1,
        column=1,
        end_line=1,
        end_column=2,
        message="",
        confidence="high",
        owner="",
        subject="",
    )
    return changed(finding, *edits)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        # Apart from each other: both.
        ([[Edit(1, 1, 1, 2, "A")], [Edit(2, 1, 2, 2, "B")]], "A2\nB4\n"),
        # Side by side, touching nothing of each other's: both.
        ([[Edit(1, 1, 1, 2, "A")], [Edit(1, 2, 1, 3, "B")]], "AB\n34\n"),
        # The second one overlaps the first: it waits.
        ([[Edit(1, 1, 1, 3, "A")], [Edit(1, 2, 2, 2, "B")]], "A\n34\n"),
        # Two insertions at one place: nobody says which comes first.
        ([[Edit(1, 1, 1, 1, "A")], [Edit(1, 1, 1, 1, "B")]], "A12\n34\n"),
        # All edits of a fix, or none.
        ([[Edit(1, 1, 1, 2, "A")], [Edit(1, 1, 1, 2, "B"), Edit(2, 1, 2, 2, "C")]], "A2\n34\n"),
        # Several lines become one, and an edit reaches to the end of the text.
        ([[Edit(1, 2, 3, 1, "")]], "1"),
    ],
)
def test_edits_that_overlap_wait(edits: list[list[Edit]], expected: str) -> None:
    assert apply("12\n34\n", [with_edits(*group) for group in edits]).text == expected


def test_new_lines_end_as_the_others_do() -> None:
    assert apply("1\r\n2\r\n", [with_edits(Edit(1, 1, 1, 1, "a\nb\n"))]).text == "a\r\nb\r\n1\r\n2\r\n"
