"""Flags and ini keys do what the README says, for a whole session, and a flag wins over an ini key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_wshygiene.settings.options import Asked, read_options

from .leaks_at_hand import TWO, leaks, run


def asked(pytester: pytest.Pytester, *flags: str) -> Asked:
    """What flags and configuration files come to."""
    return read_options(pytester.parseconfig("-p", "no:cacheprovider", *flags))


@pytest.mark.parametrize(
    ("ini", "flags", "mode"),
    [
        ("", (), "off"),
        ("warn", (), "warn"),
        ("fail", (), "fail"),
        ("off", ("--wshygiene",), "fail"),
        ("warn", ("--wshygiene",), "fail"),
        ("fail", ("--wshygiene-mode=off",), "off"),
        ("fail", ("--wshygiene-mode=warn",), "warn"),
        ("off", ("--wshygiene-mode", "fail"), "fail"),
        ("off", ("--wshygiene", "--wshygiene-mode=warn"), "warn"),
        ("fail", ("--wshygiene-mode=off", "--wshygiene"), "off"),
        ("fail", ("-owshygiene_mode=warn",), "warn"),
    ],
)
def test_mode_of_a_session(pytester: pytest.Pytester, ini: str, flags: tuple[str, ...], mode: str) -> None:
    if ini:
        pytester.makeini(f"[pytest]\nwshygiene_mode = {ini}\n")
    assert asked(pytester, *flags).terms.mode == mode


def test_every_ini_key_is_read(pytester: pytest.Pytester) -> None:
    pytester.makeini("""
        [pytest]
        wshygiene_mode = warn
        wshygiene_kinds = task event-loop
        wshygiene_settle = 0.25
        wshygiene_ignore =
            kind=task because A
            owner=server because B
        wshygiene_registries =
            app:CLIENTS
            app.rooms:ROOMS.by_name
        wshygiene_baseline = known.json
        wshygiene_judge_failed = true
    """)
    found = asked(pytester)
    assert (found.terms.mode, found.terms.settle, found.terms.judge_failed) == ("warn", 0.25, True)
    assert found.terms.kinds == {"task", "event loop"}
    assert [ignore.reason for ignore in found.terms.ignores] == ["A", "B"]
    assert found.terms.registries == ("app:CLIENTS", "app.rooms:ROOMS.by_name")
    assert found.baseline == pytester.path / "known.json"


def test_native_toml_is_read(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml("""
        [tool.pytest]
        wshygiene_mode = "warn"
        wshygiene_kinds = ["task", "event-loop"]
        wshygiene_settle = 0.25
        wshygiene_ignore = ["kind=task because A"]
        wshygiene_judge_failed = true
    """)
    terms = asked(pytester).terms
    assert (terms.mode, terms.settle, terms.judge_failed) == ("warn", 0.25, True)
    assert terms.kinds == {"task", "event loop"}
    assert [ignore.reason for ignore in terms.ignores] == ["A"]


def test_whole_number_in_toml_is_a_time(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml("[tool.pytest]\nwshygiene_settle = 1\n")
    assert asked(pytester).terms.settle == 1.0


def test_flags_are_read(pytester: pytest.Pytester) -> None:
    flags = ("--wshygiene-report=text", "--wshygiene-report=json:a.json", "--wshygiene-graphs=graphs")
    found = asked(pytester, *flags, "--wshygiene-baseline=b.json", "--wshygiene-update-baseline")
    assert [(report.format, report.path) for report in found.reports] == [("text", None), ("json", "a.json")]
    assert (found.graphs, found.baseline, found.update_baseline) == (Path("graphs"), pytester.path / "b.json", True)


def test_fail_warn_and_off(pytester: pytest.Pytester) -> None:
    failing = run(pytester, TWO, "--wshygiene")
    failing.assert_outcomes(passed=3, errors=2)
    failing.stdout.fnmatch_lines(
        ["wshygiene: mode=fail, settle=0.05 s, all kinds; *", "wshygiene: 2 leaks (2 failed), 3 tests judged"]
    )
    assert failing.ret == pytest.ExitCode.TESTS_FAILED

    warning = run(pytester, TWO, "--wshygiene", "--wshygiene-mode=warn")
    warning.assert_outcomes(passed=3)
    warning.stdout.fnmatch_lines(
        ["*wshygiene: leaks*", "WSH400 socket-outlives-owner: *", "wshygiene: 2 leaks (2 warned), 3 tests judged"]
    )
    assert warning.ret == pytest.ExitCode.OK

    off = run(pytester, TWO, "--wshygiene", "--wshygiene-mode=off")
    off.assert_outcomes(passed=3)
    off.stdout.no_fnmatch_line("wshygiene:*")


def test_kinds_and_ignores_of_a_session(pytester: pytest.Pytester) -> None:
    ini = "wshygiene_mode = fail\nwshygiene_kinds = socket registry\nwshygiene_registries = app:CLIENTS\n"
    ini += "wshygiene_ignore = owner=*test_ignored function=leak_* because it is known\n"
    tests = TWO + "\ndef test_ignored(): leak_socket()\ndef test_grown(): app.CLIENTS['a'] = app.ROOMS['a'] = 1\n"
    assert leaks(pytester, tests, ini=ini) == {
        "test_socket": [("socket", "fail")],
        "test_ignored": [("socket", "ignored")],
        "test_grown": [("registry", "fail")],
    }


def test_failed_tests_keep_their_failure_unless_asked(pytester: pytest.Pytester) -> None:
    tests = "\ndef test_failed():\n    leak_socket()\n    assert 0\n"
    tests += "\n@pytest.fixture\ndef exiting():\n    yield\n    raise SystemExit\n"
    tests += "\ndef test_whose_teardown_exits(exiting): leak_socket()\n"  # which for pytest is a failure like others
    kept = run(pytester, tests, "--wshygiene")
    kept.assert_outcomes(passed=1, failed=1, errors=1)
    kept.stdout.fnmatch_lines(["*wshygiene: leaks found at teardown*", "wshygiene: 2 leaks (2 in failed tests)*"])
    asked = run(pytester, tests, "--wshygiene", ini="wshygiene_judge_failed = true\n")
    asked.assert_outcomes(passed=1, failed=1, errors=2)
