"""Suppressing comments: which findings they leave alone, and what is said about those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from .one_rule import Command

pytestmark = pytest.mark.usefixtures("one_rule")

START = "import asyncio\nasync def work(): ...\nasync def start():\n"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "app.py"


def check(app: Path, command: Command, body: str, *options: str) -> list[str]:
    """The codes reported in a function with this body, each with its line, counted from the body's first."""
    app.write_text(START + "".join(f"    {line}\n" for line in body.splitlines()))
    lines = command("check", "app.py", "--output-format=concise", "--quiet", *options).out.splitlines()
    return [f"{int(line.split(':')[1]) - 3} {line.split()[1]}" for line in lines]


SILENT = {
    "a code": "asyncio.create_task(work())  # wshygiene: ignore[WSH201]",
    "a name": "asyncio.create_task(work())  # wshygiene: ignore[task-dropped]",
    "with a reason": "asyncio.create_task(work())  # wshygiene: ignore[WSH201] it ends at once",
    "with a day": "asyncio.create_task(work())  # wshygiene: ignore[WSH201] until the move; until=2999-12-31",
    "only a day": "asyncio.create_task(work())  # wshygiene: ignore[WSH201]; until=2999-12-31",
    "any rule": "asyncio.create_task(work())  # wshygiene: ignore",
    "any rule, with a reason": "asyncio.create_task(work())  # wshygiene: ignore it ends at once",
    "lower case, no spaces": "asyncio.create_task(work())  #wshygiene:ignore[wsh201]",
    "behind another comment": "asyncio.create_task(work())  # type: ignore[x]  # wshygiene: ignore[WSH201]",
    "before another comment": "asyncio.create_task(work())  # wshygiene: ignore[WSH201] why  # pragma: no cover",
    "two in a row": "asyncio.create_task(work())  # wshygiene: ignore[WSH201]  # noqa: F401",
    "noqa": "asyncio.create_task(work())  # noqa",
    "noqa with text": "asyncio.create_task(work())  # noqa the loop ends anyway",
    "noqa with our code": "asyncio.create_task(work())  # noqa: WSH201",
    "noqa among others": "asyncio.create_task(work())  # noqa: E501, WSH201,F401",
    "noqa without commas": "asyncio.create_task(work())  # NOQA:E501 WSH201 because of the length",
    "on the first line": "asyncio.create_task(  # wshygiene: ignore[WSH201]\n    work(),\n)",
    "in the middle": "asyncio.create_task(\n    work(),  # wshygiene: ignore[WSH201]\n)",
    "on a line within": "asyncio.create_task(\n    # wshygiene: ignore[WSH201]\n    work(),\n)",
    "on the last line": "asyncio.create_task(\n    work(),\n)  # wshygiene: ignore[WSH201]",
    "behind what follows": "asyncio.create_task(work()); x = (\n    1\n)  # wshygiene: ignore[WSH201]",
    "behind a text of lines": 'asyncio.create_task(work(), name="""\n""")  # wshygiene: ignore[WSH201]',
    "above": "# wshygiene: ignore[WSH201]\nasyncio.create_task(work())",
    "above, with more between": "# wshygiene: ignore[WSH201] it ends\n\n# Really.\nasyncio.create_task(work())",
    "above a block": "# wshygiene: ignore[WSH201]\nif True: asyncio.create_task(work())",
    "in a block's head": "with open(\n    'x'\n) as f:\n    asyncio.create_task(work())  # wshygiene: ignore[WSH201]",
    "the beginning of its code": "asyncio.create_task(work())  # wshygiene: ignore[wsh2] it ends",
    "noqa with the beginning": "asyncio.create_task(work())  # noqa: WSH2",
    "the beginning, for the file": "asyncio.create_task(work())\n# wshygiene: file-ignore[WSH2] all of these end",
    "all rules by name": "asyncio.create_task(work())  # wshygiene: ignore[ALL]",
    "for the file": "# wshygiene: file-ignore[WSH201] all of these end\nx = 1\nasyncio.create_task(work())",
    "for the file, behind": "asyncio.create_task(work())\nx = 1  # wshygiene: file-ignore[WSH201]",
    "for the file, any rule": "asyncio.create_task(work())\n# wshygiene: file-ignore",
}


@pytest.mark.parametrize("body", SILENT.values(), ids=SILENT)
def test_a_comment_leaves_a_finding_alone(app: Path, command: Command, body: str) -> None:
    assert check(app, command, body) == []


HEARD = {
    "another rule": ("asyncio.create_task(work())  # noqa: F401", ["1 WSH201"]),
    "noqa that wants codes": ("asyncio.create_task(work())  # noqa: because I say so", ["1 WSH201"]),
    "noqa above": ("# noqa: WSH201\nasyncio.create_task(work())", ["2 WSH201"]),
    "in a text": ('asyncio.create_task(work(), name="# wshygiene: ignore[WSH201]")', ["1 WSH201"]),
    "in a text of lines": ('"""\n# wshygiene: file-ignore[WSH201]\n"""\nasyncio.create_task(work())', ["4 WSH201"]),
    "about us": ("asyncio.create_task(work())  # wshygiene: finds this one", ["1 WSH201"]),
    "about us and ignoring": ("asyncio.create_task(work())  # wshygiene ignores this", ["1 WSH201"]),
    "below": ("asyncio.create_task(work())\n# wshygiene: ignore[WSH201]", ["1 WSH201", "2 WSH001"]),
    "two above": ("# wshygiene: ignore[WSH201]\nx = 1\nasyncio.create_task(work())", ["1 WSH001", "3 WSH201"]),
    "a neighbour's": (
        "x = 1  # wshygiene: ignore[WSH201]\nasyncio.create_task(work())",
        ["1 WSH001", "2 WSH201"],
    ),
    "expired": (
        "asyncio.create_task(work())  # wshygiene: ignore[WSH201] soon; until=2020-02-29",
        ["1 WSH201", "1 WSH002"],
    ),
    "no day": (
        "asyncio.create_task(work())  # wshygiene: ignore[WSH201] soon; until=2021-02-29",
        ["1 WSH201", "1 WSH003"],
    ),
    "no code": ("asyncio.create_task(work())  # wshygiene: ignore[]", ["1 WSH201", "1 WSH003"]),
    "open bracket": ("asyncio.create_task(work())  # wshygiene: ignore[WSH201", ["1 WSH201", "1 WSH003"]),
    "misspelt": ("asyncio.create_task(work())  # wshygiene: ignroe[WSH201]", ["1 WSH201", "1 WSH003"]),
    "misspelt code": ("asyncio.create_task(work())  # wshygiene: ignore[WSH2O1]", ["1 WSH201", "1 WSH003"]),
    "one misspelt code": ("asyncio.create_task(work())  # wshygiene: ignore[WSH2O2, WSH201]", ["1 WSH003"]),
    "misspelt code of noqa": ("asyncio.create_task(work())  # noqa: WSH999", ["1 WSH201", "1 WSH003"]),
    "unused": ("x = 1  # wshygiene: ignore[WSH202]", ["1 WSH001"]),
    "unused for the file": ("x = 1  # wshygiene: file-ignore[WSH201]", ["1 WSH001"]),
    "unused, any rule": ("x = 1  # wshygiene: ignore", ["1 WSH001"]),
    "unused noqa with our code": ("x = 1  # noqa: WSH201", ["1 WSH001"]),
    "unused beginning": ("x = 1  # wshygiene: ignore[WSH2]", ["1 WSH001"]),
    "another beginning": ("asyncio.create_task(work())  # noqa: WSH3", ["1 WSH201"]),
    "words of other tools": ("asyncio.create_task(work())  # wshygiene: disable=WSH201", ["1 WSH201", "1 WSH003"]),
    "a word about a rule": ("asyncio.create_task(work())  # wshygiene: see WSH201", ["1 WSH201"]),
    "noqa of others": ("x = 1  # noqa\ny = 2  # noqa: E501", []),
    "half used": ("asyncio.create_task(work())  # wshygiene: ignore[WSH201, WSH202]", ["1 WSH001"]),
}


@pytest.mark.parametrize(("body", "codes"), HEARD.values(), ids=HEARD)
def test_a_comment_that_does_not_count_changes_nothing(
    app: Path, command: Command, body: str, codes: list[str]
) -> None:
    assert sorted(check(app, command, body)) == sorted(codes)


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("ignore[WSH202]", "WSH001 unused-suppression [medium]: nothing is found here that is suppressed by `WSH202`."),
        ("ignore", "WSH001 unused-suppression [medium]: nothing is found here that could be suppressed."),
        (
            "ignore[WSH201]; until=2020-02-29",
            "WSH002 expired-suppression [medium]: the last day of this suppression was 2020-02-29.",
        ),
        (
            "ignore[WSH2O1]",
            'WSH003 malformed-suppression [medium]: `WSH2O1` is no rule of the linter. Did you mean "WSH201"?',
        ),
        (
            "ignore[WSH200]",
            "WSH003 malformed-suppression [medium]: `WSH200` is no rule of the linter. WSH200 is told while tests run; "
            "`wshygiene rule WSH200` has the rules that lead to it.",
        ),
        (
            "ignore[WSH201 it ends",
            "WSH003 malformed-suppression [medium]: the bracket is not closed. Expected: ignore[WSH202], with codes, "
            "beginnings of codes, or names of rules.",
        ),
        (
            "ignroe[WSH201]",
            "WSH003 malformed-suppression [medium]: `ignroe` is not known. Expected: ignore or file-ignore. "
            'Did you mean "ignore"?',
        ),
        (
            "ignore[WSH201] soon; until=tomorrow",
            'WSH003 malformed-suppression [medium]: until="tomorrow" is no day. Expected: until=YYYY-MM-DD.',
        ),
    ],
)
def test_what_is_wrong_is_said_where_the_comment_is(app: Path, command: Command, comment: str, message: str) -> None:
    app.write_text(f"x = 1  # wshygiene: {comment}\n")

    assert command("check", "app.py", "--output-format=concise", "-q").out == f"app.py:1:8: {message}\n"


def test_the_last_day_counts(app: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from wshygiene_checks.cli import plan

    class Day(date):
        @classmethod
        def today(cls) -> Day:
            return cls(2027, 1, 1)

    monkeypatch.setattr(plan, "date", Day)

    assert check(app, command, "asyncio.create_task(work())  # wshygiene: ignore[WSH201] x; until=2027-01-01") == []
    assert "1 WSH201" in check(
        app, command, "asyncio.create_task(work())  # wshygiene: ignore[WSH201] x; until=2026-12-31"
    )


@pytest.mark.parametrize(
    "options",
    [
        ["--select=WSH202,WSH001"],
        ["--ignore=WSH201"],
        ["--per-file-ignores=app.py:WSH201"],
        ["--ignore=WSH001"],
    ],
)
def test_a_comment_is_unused_only_if_its_rule_was_looked_for(app: Path, command: Command, options: list[str]) -> None:
    assert check(app, command, "x = 1  # wshygiene: ignore[WSH201]", *options) == []
    assert check(app, command, "x = 1  # wshygiene: ignore[WSH2]", *options) == []
    assert check(app, command, "x = 1  # wshygiene: ignore", *options) == []


def test_an_unused_comment_fails_only_when_asked_to(app: Path, command: Command) -> None:
    app.write_text("x = 1  # wshygiene: ignore[WSH201]\n")

    assert command("check", "app.py").code == 0
    assert command("check", "app.py", "--fail-on=medium").code == 1


def test_suppressed_findings_are_counted(app: Path, command: Command) -> None:
    app.write_text(f"{START}    asyncio.create_task(work())  # noqa\n")

    assert command("check", "app.py").out == "No findings in 1 file; 1 suppressed.\n"


def test_windows_line_ends_change_nothing(app: Path, command: Command) -> None:
    text = f"{START}    asyncio.create_task(\n        work(),\n    )  # wshygiene: ignore[WSH201] why\n"
    app.write_bytes(text.replace("\n", "\r\n").encode())

    assert command("check", "app.py").code == 0
