"""Known leaks: written down, left alone, and no cover for new ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

INI = """
[pytest]
asyncio_default_fixture_loop_scope = function
wshygiene_settle = 0.05
"""
PRELUDE = """
import socket, threading, time
import pytest
KEPT = []

def leak_socket():
    KEPT.append(socket.socket())

def leak_thread():
    KEPT.append(threading.Thread(target=time.sleep, args=(30,), daemon=True))
    KEPT[-1].start()
"""
OLD = """
def test_socket(): leak_socket()
def test_thread(): leak_thread()
def test_again(): leak_socket()
"""
KNOWN = "--wshygiene-baseline=known.json"
UPDATE = "--wshygiene-update-baseline"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The baseline of the old suite."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "tox.ini").write_text(INI)
    (folder / "test_it.py").write_text(PRELUDE + OLD)
    command = [sys.executable, "-m", "pytest", "--wshygiene", KNOWN, UPDATE]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    return (folder / "known.json").read_text()


@pytest.fixture
def suite(pytester: pytest.Pytester, written: str) -> pytest.Pytester:
    """A suite with three known leaks, two of which are of one kind."""
    pytester.makeini(INI)
    write(pytester, OLD)
    file(pytester).write_text(written)
    return pytester


def write(pytester: pytest.Pytester, tests: str) -> None:
    pytester.makepyfile(test_it=PRELUDE + tests)


def run(pytester: pytest.Pytester, *flags: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("--wshygiene", *flags)


def file(pytester: pytest.Pytester) -> Path:
    return pytester.path / "known.json"


def entries(pytester: pytest.Pytester) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file(pytester).read_text())["entries"]
    return found


def test_what_is_written_is_known(suite: pytest.Pytester) -> None:
    assert [(entry["owner"], entry["count"]) for entry in entries(suite)] == [("leak_thread", 1), ("leak_socket", 2)]
    assert [entry["code"] for entry in entries(suite)] == ["WSH200", "WSH400"]
    assert {entry["path"] for entry in entries(suite)} == {"test_it.py"}
    result = run(suite, KNOWN)
    result.assert_outcomes(passed=3)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["wshygiene: no leaks, 3 tests judged; 3 baseline"])


def test_file_stays_as_it_is_when_nothing_has_changed(suite: pytest.Pytester) -> None:
    before = file(suite).read_text()
    assert before.endswith("}\n")
    write(suite, "\n# a line above\n\n" + OLD + "\ndef test_clean(): pass\n")
    run(suite, KNOWN, UPDATE)
    assert file(suite).read_text() == before


def test_new_and_more_of_the_same_fail(suite: pytest.Pytester) -> None:
    write(suite, OLD + "\ndef test_third(): leak_socket()\ndef test_new(): KEPT.append(socket.socket())\n")
    result = run(suite, KNOWN, "-rA")
    result.assert_outcomes(passed=5, errors=2)
    result.stdout.fnmatch_lines(["ERROR test_it.py::test_third*", "ERROR test_it.py::test_new*"])
    result.stdout.fnmatch_lines(["wshygiene: 2 leaks (2 failed), 5 tests judged; 3 baseline"])


def test_more_in_one_test_than_known_fail(suite: pytest.Pytester) -> None:
    write(suite, "\ndef test_socket():\n    for _ in range(3): leak_socket()\n")
    run(suite, KNOWN).assert_outcomes(passed=1, errors=1)


def test_repaired_leaks_are_harmless_until_the_next_update(suite: pytest.Pytester) -> None:
    write(suite, "\ndef test_socket(): leak_socket()\n")
    run(suite, KNOWN).assert_outcomes(passed=1)
    assert len(entries(suite)) == 2
    run(suite, KNOWN, UPDATE)
    assert [(entry["owner"], entry["count"]) for entry in entries(suite)] == [("leak_socket", 1)]


def test_reason_and_day_survive_an_update(suite: pytest.Pytester) -> None:
    document = json.loads(file(suite).read_text())
    document["entries"][0] |= {"reason": "the SDK has no stop()", "until": "2999-12-31"}
    file(suite).write_text(json.dumps(document))
    run(suite, KNOWN, UPDATE)
    assert (entries(suite)[0]["reason"], entries(suite)[0]["until"]) == ("the SDK has no stop()", "2999-12-31")


def test_day_that_has_passed_is_no_excuse(suite: pytest.Pytester) -> None:
    document = json.loads(file(suite).read_text())
    document["entries"][0]["until"] = "2020-01-01"
    file(suite).write_text(json.dumps(document))
    run(suite, KNOWN).assert_outcomes(passed=3, errors=1)


def test_update_that_saw_no_tests_does_not_forget(suite: pytest.Pytester) -> None:
    before = file(suite).read_text()
    write(suite, "\nimport nothing_of_that_name\n")
    run(suite, KNOWN, UPDATE)
    assert file(suite).read_text() == before


def test_baseline_by_ini_key(suite: pytest.Pytester) -> None:
    suite.makeini(INI + "wshygiene_baseline = known.json\n")
    run(suite).assert_outcomes(passed=3)


def test_baseline_of_several_processes_is_that_of_one(suite: pytest.Pytester) -> None:
    before = file(suite).read_text()
    run(suite, KNOWN, UPDATE, "-n2")
    assert file(suite).read_text() == before


def test_more_than_known_fail_however_many_processes_there_are(suite: pytest.Pytester) -> None:
    write(suite, "@pytest.mark.parametrize('turn', range(4))\ndef test_socket(turn): leak_socket()\n")
    result = run(suite, KNOWN, "-n2", "--dist=load")
    result.stdout.fnmatch_lines(["wshygiene: 2 leaks (2 failed), 4 tests judged; 2 baseline"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
