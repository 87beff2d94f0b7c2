"""Reports and graphs go where they are asked to, and the JSON keeps the contract that programs rely on."""

from __future__ import annotations

import json
import re
import shutil
from typing import Any

import pytest

from pytest_wshygiene.model import KINDS

from .leaks_at_hand import LEAKING, TWO, run

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
    assert not (pytester.path / "out.json").exists()


FILES = ("--wshygiene-report=json:out.json", "--wshygiene-report=html:out.html")


def test_report_of_a_run_that_could_not_begin_replaces_an_older_one_and_says_so(pytester: pytest.Pytester) -> None:
    (pytester.path / "out.json").write_text("older")
    result = run(pytester, "\nimport nothing_of_that_name\n", "--wshygiene", *FILES)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    report = json.loads((pytester.path / "out.json").read_text())
    assert (report["tests"], report["leaks"], report["broken_off"]) == (0, [], True)
    assert "The run broke off before its end." in (pytester.path / "out.html").read_text()


def test_report_of_a_run_that_has_stopped_at_a_failure_says_so(pytester: pytest.Pytester) -> None:
    run(pytester, TWO + "\ndef test_broken(): assert False\ndef test_after(): pass\n", "--wshygiene", "-x", *FILES)
    assert json.loads((pytester.path / "out.json").read_text())["broken_off"]


def test_report_of_a_run_without_tests_has_not_broken_off(pytester: pytest.Pytester) -> None:
    result = run(pytester, TWO, "--wshygiene", "-k", "nothing_of_that_name", *FILES)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "broken_off" not in json.loads((pytester.path / "out.json").read_text())


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
