"""Reports of whole runs: every format from the same leaks, whoever ran the tests and however the run ended."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

SCHEMA = Path(__file__).parents[1] / "checks" / "schemas" / "sarif-2.1.0.json"
FORMATS = ("text", "json", "html", "sarif", "github", "gitlab", "junit")
INI = """
[pytest]
pythonpath = .
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
wshygiene_ignore = owner=*test_ignored because the SDK has no close()
"""
APP = """
import socket
KEPT = {}

def open_socket(name):
    KEPT[name] = socket.socket()
"""
TESTS = """
import asyncio
import pytest
from app import KEPT, open_socket

@pytest.fixture(scope="session")
def wide():
    open_socket("wide")

async def pump():
    await asyncio.sleep(60)

def test_task(wide):
    async def main():
        KEPT["eur"] = asyncio.create_task(pump())
    asyncio.run(main())

@pytest.mark.parametrize("name", ["<b>&", "two", "three"])
def test_sockets(name):
    open_socket(name)

@pytest.mark.wshygiene(mode="warn")
def test_warned():
    KEPT["warned"] = asyncio.new_event_loop()

def test_failing():
    open_socket("failing")
    assert 0

def test_ignored():
    open_socket("ignored")

def test_clean(wshygiene_churn):
    wshygiene_churn(lambda: None)
"""


def run(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    (folder / "tox.ini").write_text(INI)
    (folder / "app.py").write_text(APP.lstrip())
    (folder / "test_it.py").write_text(TESTS.lstrip())
    reports = [f"--wshygiene-report={form}:reports/new/{form}" for form in FORMATS]
    command = [sys.executable, "-m", "pytest", "--wshygiene", "-p", "no:cacheprovider", *reports, *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=280, check=False)


@pytest.fixture(scope="module", params=["one process", "two processes"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a run has left its reports, in folders that it has made itself."""
    folder = tmp_path_factory.mktemp("run")
    done = run(folder, "--junitxml=reports/pytest.xml", *(["-n2"] if request.param == "two processes" else []))
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    return folder / "reports"


def read(folder: Path, form: str) -> str:
    return (folder / "new" / form).read_text(encoding="utf-8")


def test_json_has_every_leak(folder: Path) -> None:
    leaks = json.loads(read(folder, "json"))["leaks"]
    words = sorted(leak["verdict"] for leak in leaks if leak["owner"]["kind"] == "test")
    assert words == ["fail", "fail", "fail", "fail", "ignored", "test failed", "warn"]
    task = next(leak for leak in leaks if leak["kind"] == "task")
    assert task["rules"] == ["WSH202"]


def test_churns_are_told(folder: Path) -> None:
    [churn] = json.loads(read(folder, "json"))["churns"]
    assert churn["nodeid"] == "test_it.py::test_clean"
    page = read(folder, "html")
    assert page.count("data:image/svg+xml;base64,") == 1
    assert "steady" in page


def test_files_can_be_read_by_others(folder: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in (folder / "new").iterdir()}
    probe = folder / "probe"
    probe.touch()
    assert modes == {probe.stat().st_mode & 0o777}
    assert sorted(path.name for path in (folder / "new").iterdir()) == sorted(FORMATS)


def test_sarif_is_valid_and_has_one_result_for_each_cause(folder: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(read(folder, "sarif"))
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(document)] == []
    [made] = document["runs"]
    assert made["tool"]["driver"]["name"] == "pytest-wshygiene"
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    assert rules == ["WSH100", "WSH200", "WSH300", "WSH400", "WSH500", "WSH600"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in made["results"])
    found = {(result["ruleId"], result["level"], *at(result["locations"][0])) for result in made["results"]}
    assert found == {
        ("WSH200", "error", "test_it.py", 14),
        ("WSH400", "error", "app.py", 5),
        ("WSH400", "warning", "test_it.py", 23),
    }
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in made["results"]]
    assert all(re.fullmatch("[0-9a-f]{16}:1", text) for text in prints)
    assert len(set(prints)) == len(prints)


def at(location: dict[str, Any]) -> tuple[str, int]:
    place = location["physicalLocation"]
    return place["artifactLocation"]["uri"], place["region"]["startLine"]


def test_sarif_relates_birth_state_owner_holder_and_rule(folder: Path) -> None:
    results = json.loads(read(folder, "sarif"))["runs"][0]["results"]
    task = next(result for result in results if result["ruleId"] == "WSH200")
    told = [(*at(place), place["message"]["text"]) for place in task["relatedLocations"]]
    assert ("test_it.py", 14, "born in test_task.<locals>.main") in told
    state = next(each for each in told if each[2].startswith("now "))
    assert state[:2] == ("test_it.py", 10)
    assert state[2].startswith("now in pump, awaiting asyncio.sleep(60)")
    assert ("test_it.py", 14, "held by app.KEPT['eur']") in told
    assert ("test_it.py", 14, "rule WSH202 stored-task-not-cancelled, test_it.py:14") in told
    assert any(text == "owner test_it.py::test_task" for _, _, text in told)
    sockets = next(result for result in results if result["ruleId"] == "WSH400" and result["level"] == "error")
    assert "x, of 5 owners)" in sockets["message"]["text"]


def test_github_annotates_the_line_of_birth(folder: Path) -> None:
    lines = read(folder, "github").splitlines()
    assert [line.partition("::")[2].partition("::")[0] for line in sorted(lines)] == [
        "error title=WSH200 task-outlives-owner,file=test_it.py,line=14",
        "error title=WSH400 socket-outlives-owner,file=app.py,line=5",
        "warning title=WSH400 event-loop-outlives-owner,file=test_it.py,line=23",
    ]


def test_gitlab_has_places_and_severities(folder: Path) -> None:
    issues = json.loads(read(folder, "gitlab"))
    found = {(i["check_name"], i["severity"], i["location"]["path"], i["location"]["lines"]["begin"]) for i in issues}
    assert found == {
        ("WSH200", "major", "test_it.py", 14),
        ("WSH400", "major", "app.py", 5),
        ("WSH400", "minor", "test_it.py", 23),
    }
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_junit_of_our_own_has_a_case_for_each_cause(folder: Path) -> None:
    cases = list(ElementTree.fromstring(read(folder, "junit")).iter("testcase"))
    assert sorted((case.get("classname"), case.get("line")) for case in cases) == [
        ("app.py", "5"),
        ("test_it.py", "14"),
        ("test_it.py", "23"),
    ]
    assert any("held by app.KEPT['eur']" in "".join(case.itertext()) for case in cases)


def test_junit_of_pytest_has_leaks_as_properties(folder: Path) -> None:
    root = ElementTree.parse(folder / "pytest.xml").getroot()
    found: dict[str, list[str]] = {}
    for case in root.iter("testcase"):
        for told in case.iter("property"):
            assert told.get("name") == "wshygiene"
            found.setdefault(str(case.get("name")), []).append(str(told.get("value")))
    assert re.fullmatch(r"WSH200 task-outlives-owner \[[0-9a-f]{16}\] fail: `pump\(\)` was .*", found["test_task"][0])
    assert "] warn: " in found["test_warned"][0]
    assert "test failed: A socket" in found["test_failing"][0]
    assert not any("test_ignored" in told for each in found.values() for told in each)


def test_html_has_every_leak_and_its_rule(folder: Path) -> None:
    page = read(folder, "html")
    assert page.count("<article") == len(json.loads(read(folder, "json"))["leaks"]) + 1  # the churn
    assert "WSH202 stored-task-not-cancelled, test_it.py:14" in page
    assert "<b>&" not in page


def test_text_names_the_rule(folder: Path) -> None:
    assert "    rule      WSH202 stored-task-not-cancelled, test_it.py:14\n" in read(folder, "text")


def test_a_run_that_is_stopped_reports_what_it_knows(tmp_path: Path) -> None:
    done = run(tmp_path, "-x")
    assert "1 error" in done.stdout
    owners = [leak["owner"] for leak in json.loads(read(tmp_path / "reports", "json"))["leaks"]]
    assert [owner["fixture"] or owner["nodeid"] for owner in owners] == ["test_it.py::test_task", "wide"]
    assert "fixture `wide` (session scope" in done.stdout, "torn down after the last test, and told all the same"
    assert "wshygiene: 2 leaks (2 failed), 1 test judged" in done.stdout


def test_a_run_that_is_interrupted_reports_what_it_knows(tmp_path: Path) -> None:
    (tmp_path / "test_z.py").write_text(
        "import time\ndef test_z():\n    open('here', 'w').close()\n    time.sleep(60)\n"
    )
    (tmp_path / "app.py").write_text(APP.lstrip())
    (tmp_path / "test_it.py").write_text(TESTS.lstrip())
    (tmp_path / "tox.ini").write_text(INI)
    command = [sys.executable, "-m", "pytest", "--wshygiene", "--wshygiene-report=json:new/json", "-k", "task or z"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        while not (tmp_path / "here").exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=280)
    assert process.returncode == pytest.ExitCode.INTERRUPTED, output
    leaks = json.loads((tmp_path / "new" / "json").read_text())["leaks"]
    assert [leak["owner"]["nodeid"] for leak in leaks if leak["kind"] == "task"] == ["test_it.py::test_task"]


def test_a_report_that_cannot_be_written_after_all_is_said(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import os, shutil\ndef test_it():\n    shutil.rmtree('out')\n    open('out', 'w').close()")
    result = pytester.runpytest_subprocess("--wshygiene", "--wshygiene-report=json:out/leaks.json")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["wshygiene: cannot be written: --wshygiene-report=json:out/leaks.json: *"])


def test_a_marker_alone_is_enough_for_a_report_of_several_processes(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(app=APP, test_it=TESTS)
    flags = ("-k", "warned or clean", "-n2", "--wshygiene-report=json:leaks.json")
    result = pytester.runpytest_subprocess(*flags)
    result.assert_outcomes(passed=2)
    found = json.loads((pytester.path / "leaks.json").read_text())
    assert [(leak["kind"], leak["verdict"]) for leak in found["leaks"]] == [("event loop", "warn")]
    result.stdout.fnmatch_lines(["*wshygiene: leaks*", "wshygiene: 1 leak (1 warned), 2 tests judged"])


REPEATING = """
    from _pytest.runner import runtestprotocol

    def pytest_runtest_protocol(item, nextitem):
        for outcome in ("again", "failed"):
            for report in runtestprotocol(item, log=False, nextitem=nextitem):
                report.outcome = outcome if report.failed else report.outcome
                item.ihook.pytest_runtest_logreport(report=report)
        return True
"""


def test_an_attempt_that_is_repeated_counts_for_nothing(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(REPEATING)
    pytester.makepyfile("import socket\n\nKEPT = []\n\ndef test_flaky():\n    KEPT.append(socket.socket())")
    result = pytester.runpytest_subprocess("--wshygiene")
    result.stdout.fnmatch_lines(["*wshygiene: 1 leak (1 failed), 1 test judged"])
