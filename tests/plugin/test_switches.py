"""Flags, ini keys, marker arguments and hooks do what the README says, and the right one wins."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from pytest_wshygiene.model import KINDS
from pytest_wshygiene.settings.options import Asked, read_options

#: pytest-asyncio warns without it; these leaks do not go away, so nothing is gained by waiting for them.
INI = """
[pytest]
pythonpath = .
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
"""
LEAKING = """
import socket, threading, time
import pytest
import app

KEPT = []

def leak_socket():
    KEPT.append(socket.socket())

def leak_thread(seconds=5):
    KEPT.append(threading.Thread(target=time.sleep, args=(seconds,), daemon=True))
    KEPT[-1].start()

def leak_both():
    leak_socket()
    leak_thread()
"""
APP = "CLIENTS = {}\nROOMS = {}\n"

Found = dict[str, list[tuple[str, str]]]


def run(pytester: pytest.Pytester, tests: str, *flags: str, ini: str = "") -> pytest.RunResult:
    pytester.makeini(INI + ini)
    pytester.makepyfile(app=APP, test_it=LEAKING + tests)
    return pytester.runpytest_subprocess(*flags)


def found_in(report: str) -> Found:
    """Kind and verdict of each leak, by the test that owns it."""
    found: Found = {}
    for leak in json.loads(report)["leaks"]:
        name = leak["owner"]["nodeid"].partition("::")[2] or leak["owner"]["fixture"]
        found.setdefault(name, []).append((leak["kind"], leak["verdict"]))
    return {name: sorted(leaks) for name, leaks in found.items()}


def leaks(pytester: pytest.Pytester, tests: str, *flags: str, ini: str = "") -> Found:
    run(pytester, tests, "--wshygiene-report=json:leaks.json", *flags, ini=ini)
    return found_in((pytester.path / "leaks.json").read_text())


def asked(pytester: pytest.Pytester, *flags: str) -> Asked:
    """What flags and configuration files come to."""
    return read_options(pytester.parseconfig("-p", "no:cacheprovider", *flags))


# -- flags and ini keys ------------------------------------------------------------------------------------------------


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


TWO = "\ndef test_socket(): leak_socket()\ndef test_thread(): leak_thread()\ndef test_clean(): pass\n"


def test_fail_warn_and_off(pytester: pytest.Pytester) -> None:
    failing = run(pytester, TWO, "--wshygiene")
    failing.assert_outcomes(passed=3, errors=2)
    failing.stdout.fnmatch_lines(
        ["wshygiene: mode=fail, settle=0.05 s, all kinds", "wshygiene: 2 leaks (2 failed), 3 tests judged"]
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


# -- markers and fixtures ----------------------------------------------------------------------------------------------

MARKED = """
mark = pytest.mark.wshygiene

def test_unmarked(): leak_both()

@mark
def test_bare(): leak_socket()

@mark()
def test_empty(): leak_socket()

@mark(mode="fail")
def test_fail(): leak_socket()

@mark(mode="warn")
def test_warn(): leak_socket()

@mark(mode="off")
def test_off(): leak_both()

@mark(kinds="socket")
def test_kind(): leak_both()

@mark(kinds=["socket", "thread"])
def test_kinds(): leak_both()

@mark(ignore="kind=socket because it is known")
def test_ignored(): leak_both()

@mark(ignore=["kind=socket because A", "kind=thread because B"])
def test_both_ignored(): leak_both()

@mark(settle=0)
def test_impatient(): leak_thread()

@mark(settle=5)
def test_patient(): leak_thread(0.2)

@mark(kinds="thread", mode="warn")
class TestClass:
    def test_inherits(self): leak_both()

    @mark(mode="fail")
    def test_changes(self): leak_both()

    @mark(mode="off")
    def test_opts_out(self): leak_both()

@mark
@pytest.mark.parametrize("made", [1, 2])
def test_parametrized(made): leak_socket()

def test_fixture(wshygiene): leak_socket()

def test_churn(wshygiene_churn): leak_socket()

@mark(mode="off")
def test_fixture_off(wshygiene): leak_socket()

def test_unmarked_after(): leak_both()
"""
S, T = "socket", "thread"
FAILING = {
    "test_bare": [(S, "fail")],
    "test_empty": [(S, "fail")],
    "test_fail": [(S, "fail")],
    "test_warn": [(S, "warn")],
    "test_kind": [(S, "fail")],
    "test_kinds": [(S, "fail"), (T, "fail")],
    "test_ignored": [(S, "ignored"), (T, "fail")],
    "test_both_ignored": [(S, "ignored"), (T, "ignored")],
    "test_impatient": [(T, "fail")],
    "TestClass::test_inherits": [(T, "warn")],
    "TestClass::test_changes": [(T, "fail")],
    "test_parametrized[1]": [(S, "fail")],
    "test_parametrized[2]": [(S, "fail")],
    "test_fixture": [(S, "fail")],
    "test_churn": [(S, "fail")],
}
#: Without a mode of their own, these follow the session where it is on.
FOLLOWING = [
    "test_bare",
    "test_empty",
    "test_kind",
    "test_kinds",
    "test_ignored",
    "test_impatient",
    "test_parametrized[1]",
    "test_parametrized[2]",
    "test_fixture",
    "test_churn",
]


def test_marker_or_fixture_alone_turns_it_on_for_that_test_only(pytester: pytest.Pytester) -> None:
    assert leaks(pytester, MARKED) == FAILING


def test_marker_before_flag_before_ini(pytester: pytest.Pytester) -> None:
    found = leaks(pytester, MARKED, "--wshygiene-mode=warn", ini="wshygiene_mode = fail\n")
    expected = dict(FAILING)
    for name in FOLLOWING:
        expected[name] = [(kind, "warn" if word == "fail" else word) for kind, word in FAILING[name]]
    expected["test_unmarked"] = expected["test_unmarked_after"] = [(S, "warn"), (T, "warn")]
    assert found == expected


def test_marker_of_a_module_holds_for_its_tests_only(pytester: pytest.Pytester) -> None:
    module = "\npytestmark = pytest.mark.wshygiene(mode='warn')\ndef test_in(): leak_socket()\n"
    pytester.makepyfile(test_other=LEAKING + "\ndef test_out(): leak_socket()\n")
    assert leaks(pytester, module) == {"test_in": [(S, "warn")]}


def test_registries_of_a_marker_are_watched_for_that_test_only(pytester: pytest.Pytester) -> None:
    tests = """
@pytest.mark.wshygiene(registries="app:CLIENTS")
def test_one(): app.CLIENTS[1] = app.ROOMS[1] = 1

@pytest.mark.wshygiene(registries=["app:CLIENTS", "app:ROOMS"])
def test_both(): app.CLIENTS[2] = app.ROOMS[2] = 1

def test_neither(): app.CLIENTS[3] = app.ROOMS[3] = 1
"""
    registry = ("registry", "fail")
    assert leaks(pytester, tests, "--wshygiene") == {"test_one": [registry], "test_both": [registry, registry]}


def test_failed_tests_keep_their_failure_unless_asked(pytester: pytest.Pytester) -> None:
    tests = "\ndef test_failed():\n    leak_socket()\n    assert 0\n"
    tests += "\n@pytest.fixture\ndef exiting():\n    yield\n    raise SystemExit\n"
    tests += "\ndef test_whose_teardown_exits(exiting): leak_socket()\n"  # which for pytest is a failure like others
    kept = run(pytester, tests, "--wshygiene")
    kept.assert_outcomes(passed=1, failed=1, errors=1)
    kept.stdout.fnmatch_lines(["*wshygiene: leaks found at teardown*", "wshygiene: 2 leaks (2 in failed tests)*"])
    asked = run(pytester, tests, "--wshygiene", ini="wshygiene_judge_failed = true\n")
    asked.assert_outcomes(passed=1, failed=1, errors=2)


# -- reports -----------------------------------------------------------------------------------------------------------

VARIED = """
import asyncio

@pytest.fixture(scope="session")
def wide():
    leak_socket()

@pytest.fixture
def narrow():
    leak_socket()

def test_tasks(wide, narrow):
    async def main():
        for _ in range(2):
            KEPT.append(asyncio.create_task(asyncio.sleep(60)))
    asyncio.run(main())

def test_grown():
    app.CLIENTS["c1"] = 1

def test_clean(): pass

@pytest.mark.wshygiene(mode="off")
def test_off(): pass
"""

LEAK: dict[str, type | tuple[type, ...]] = {
    "code": str,
    "kind": str,
    "summary": str,
    "owner": dict,
    "birth": list,
    "state": str,
    "holders": list,
    "suspects": list,
    "rules": list,
    "release": str,
    "parts": list,
    "subject": str,
    "count": int,
    "fingerprint": str,
    "verdict": str,
    "reason": str,
    "confirmed": str,
    "grade": str,
}


def check_contract(report: dict[str, Any]) -> None:
    assert list(report) == ["version", "tool", "watched", "not_watched", "tests", "leaks"]
    assert report["version"] == 1
    assert report["tool"]["name"] == "pytest-wshygiene"
    assert re.fullmatch(r"\d+\.\d+\.\d+", report["tool"]["version"])
    assert set(report["watched"]) <= set(KINDS)
    assert all(entry.keys() == {"kind", "reason"} for entry in report["not_watched"])
    for leak in report["leaks"]:
        assert leak.keys() == LEAK.keys()
        assert all(type(leak[key]) is kind for key, kind in LEAK.items())
        owner = leak["owner"]
        assert owner.keys() == {"kind", "nodeid", "fixture", "scope", "path", "line"}
        assert owner["kind"] in ("test", "fixture")
        assert (owner["fixture"] is None, owner["scope"] is None) == (owner["kind"] == "test",) * 2
        assert all(line.keys() == {"path", "line", "function"} and line["line"] > 0 for line in leak["birth"])
        assert all(type(text) is str for key in ("holders", "rules", "parts") for text in leak[key])
        assert all(re.fullmatch(r"WSH\d{3}", code) for code in (leak["code"], *leak["rules"]))
        assert re.fullmatch(r"[0-9a-f]{16}", leak["fingerprint"])


def test_reports_to_files_and_terminal(pytester: pytest.Pytester) -> None:
    flags = ["--wshygiene-report=json:out.json", "--wshygiene-report=text:out.txt", "--wshygiene-report=json"]
    (pytester.path / "out.json").write_text("an old report")
    result = run(pytester, VARIED, "--wshygiene", *flags, ini="wshygiene_registries = app:CLIENTS\n")
    written = (pytester.path / "out.json").read_text()
    report = json.loads(written)
    check_contract(report)
    assert report["tests"] == 3
    assert set(report["watched"]) == set(KINDS) - {entry["kind"] for entry in report["not_watched"]}
    by_owner = {(leak["kind"], leak["owner"]["fixture"], leak["owner"]["scope"]): leak for leak in report["leaks"]}
    assert set(by_owner) == {
        ("task", None, None),
        ("registry", None, None),
        ("socket", "narrow", "function"),
        ("socket", "wide", "session"),
    }
    task = by_owner["task", None, None]
    leaking = "            KEPT.append(asyncio.create_task(asyncio.sleep(60)))"
    line = 1 + (LEAKING + VARIED).lstrip().splitlines().index(leaking)
    assert (task["code"], task["count"], task["verdict"]) == ("WSH200", 2, "fail")
    assert task["birth"][0] == {"path": "test_it.py", "line": line, "function": "test_tasks.<locals>.main"}
    assert task["owner"]["nodeid"] == "test_it.py::test_tasks"
    terminal = result.stdout.str()
    start = terminal.index('{\n  "version"')
    assert json.JSONDecoder().raw_decode(terminal[start:])[0] == report
    paragraphs = (pytester.path / "out.txt").read_text().split("\n\n")
    assert [paragraph.partition(" ")[0] for paragraph in paragraphs] == [leak["code"] for leak in report["leaks"]]


def test_report_of_a_session_that_is_off_is_not_an_empty_file(pytester: pytest.Pytester) -> None:
    run(pytester, TWO, "--wshygiene-report=json:out.json")
    path = pytester.path / "out.json"
    assert not path.exists() or json.loads(path.read_text())["leaks"] == []


def test_report_of_a_run_that_broke_off_keeps_the_old_one(pytester: pytest.Pytester) -> None:
    (pytester.path / "out.json").write_text("old")
    result = run(pytester, "\nimport nothing_of_that_name\n", "--wshygiene", "--wshygiene-report=json:out.json")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    written = (pytester.path / "out.json").read_text()
    assert written == "old" or json.loads(written)["tests"] == 0


def test_graphs_are_drawn(pytester: pytest.Pytester) -> None:
    run(pytester, VARIED, "--wshygiene", "--wshygiene-graphs=graphs", "--wshygiene-report=json:out.json")
    known = {leak["fingerprint"] for leak in json.loads((pytester.path / "out.json").read_text())["leaks"]}
    files = sorted((pytester.path / "graphs").glob("*.dot"))
    assert files
    assert {file.stem.partition("-")[0] for file in files} <= known
    for file in files:
        assert file.read_text().startswith("digraph")
        if shutil.which("dot"):
            assert "KEPT" in file.with_suffix(".svg").read_text()


# -- hooks -------------------------------------------------------------------------------------------------------------

DECIDING = """
def pytest_wshygiene_leak(leak, item):
    words = {"test_ignore": "ignore", "test_warn": "warn", "test_fail": "fail", "test_bad": "fial"}
    return words.get(item.name)
"""


def test_hook_decides(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(DECIDING)
    names = ("test_ignore", "test_warn", "test_fail", "test_other")
    tests = "".join(f"\ndef {name}(): leak_socket()" for name in names)
    found = leaks(pytester, tests, "--wshygiene-mode=warn")
    assert found == dict(zip(names, [[(S, word)] for word in ("ignored", "warn", "fail", "warn")], strict=True))


def test_hook_that_answers_nonsense_is_told_once(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(DECIDING)
    result = run(pytester, "\ndef test_bad(): leak_socket()\ndef test_after(): pass\n", "--wshygiene")
    shown = result.stdout.str() + result.stderr.str()
    assert result.ret != 0
    assert 'pytest_wshygiene_leak returned \'fial\'. Answers: "ignore", "warn", "fail", None.' in shown
    assert "BadOpinion" not in shown, "a traceback through the plugin helps nobody"
    assert result.parseoutcomes().get("errors", 0) <= 1, "the next test is not to blame"


LEASES = """
import app
from pytest_wshygiene.probes.base import Look, Probe

class LeaseProbe(Probe):
    kind = "lease"

    def install(self, watch):
        watch.record_instances(self.kind, app.Lease)

    def is_open(self, resource, record):
        return resource.open

    def look(self, resource, record, root):
        return Look("Lease", "a lease was still taken", "taken", "`lease.give_back()`")

def pytest_wshygiene_probes(config):
    return [LeaseProbe()]
"""


def test_probe_of_ones_own(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makeconftest(LEASES)
    pytester.makepyfile(
        app="class Lease:\n    def __init__(self):\n        self.open = True\n",
        test_it="import app\nKEPT = []\ndef test_leaks():\n    KEPT.append(app.Lease())\ndef test_clean(): pass\n",
    )
    result = pytester.runpytest_subprocess("--wshygiene", "--wshygiene-report=json:leaks.json")
    assert found_in((pytester.path / "leaks.json").read_text()) == {"test_leaks": [("lease", "fail")]}
    result.stdout.fnmatch_lines(
        ["*A lease was still taken *", "*born *test_it.py:4 in test_leaks", "*release*give_back*"]
    )


def test_registries_by_hook(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import app

        class Named:
            def pytest_wshygiene_registries(self, config):
                return {"rooms": app.ROOMS, "number": lambda: len(app.ROOMS)}

        def pytest_configure(config):
            config.pluginmanager.register(Named())

        def pytest_wshygiene_registries(config):
            return ["app:CLIENTS"]
    """)
    tests = "\ndef test_path(): app.CLIENTS[1] = 1\ndef test_names(): app.ROOMS[1] = 1\n"
    found = leaks(pytester, tests, "--wshygiene")
    assert found == {"test_path": [("registry", "fail")], "test_names": [("registry", "fail")] * 2}


@pytest.mark.parametrize("answer", ["['nowhere:CLIENTS']", "['app.CLIENTS']", "{'port': 80}", "'app:CLIENTS'", "7"])
def test_registries_by_hook_that_cannot_be_watched(pytester: pytest.Pytester, answer: str) -> None:
    pytester.makeconftest(f"def pytest_wshygiene_registries(config):\n    return {answer}\n")
    pytester.makeini(INI)
    pytester.makepyfile(app=APP, test_it="def test_it(): pass")
    result = pytester.runpytest_inprocess("--wshygiene")
    shown = result.stdout.str() + result.stderr.str()
    assert result.ret == pytest.ExitCode.USAGE_ERROR, shown
    assert "pytest_wshygiene_registries" in shown
    assert "Traceback" not in shown
