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
    subprocess.run(command, cwd=folder, capture_output=True, timeout=280, check=False)
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


def test_a_run_that_writes_the_baseline_passes(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    write(pytester, OLD)
    result = run(pytester, KNOWN, UPDATE)
    assert result.ret == pytest.ExitCode.OK
    assert result.outlines[-3:-1] == [
        "wshygiene: known.json: 2 known, 2 added, 0 struck off.",
        "wshygiene: no leaks, 3 tests judged; 3 baseline",
    ]


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
    result.stdout.fnmatch_lines(["*verdict   fail: there are more than the baseline allows"])
    result.stdout.fnmatch_lines(["wshygiene: 2 leaks (2 failed), 5 tests judged; 3 baseline"])


def test_more_in_one_test_than_known_fail(suite: pytest.Pytester) -> None:
    write(suite, "\ndef test_socket():\n    for _ in range(3): leak_socket()\n")
    run(suite, KNOWN).assert_outcomes(passed=1, errors=1)


GONE = [
    "wshygiene: 2 entries of known.json leak no longer; strike off with --wshygiene-update-baseline:",
    "    WSH200 sleep(), test_it.py in leak_thread: 1 known, 0 found",
    "    WSH400 socket, test_it.py in leak_socket: 2 known, 1 found",
]


def told(result: pytest.RunResult) -> list[str]:
    """What is said about the baseline."""
    return [line for line in result.outlines if "known.json" in line or " known, " in line]


@pytest.mark.parametrize("flags", [(), ("-n2",), ("test_it.py",)], ids=["alone", "xdist", "by path"])
def test_repaired_leaks_are_told_and_struck_off(suite: pytest.Pytester, flags: tuple[str, ...]) -> None:
    write(suite, "\ndef test_socket(): leak_socket()\n")
    result = run(suite, KNOWN, *flags)
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.OK
    assert told(result) == GONE
    assert len(entries(suite)) == 2
    assert told(run(suite, KNOWN, UPDATE, *flags)) == ["wshygiene: known.json: 1 known, 0 added, 1 struck off."]
    assert [(entry["owner"], entry["count"]) for entry in entries(suite)] == [("leak_socket", 1)]


def test_repaired_leaks_fail_where_the_ratchet_is_to_be_strict(suite: pytest.Pytester) -> None:
    suite.makeini(INI + "wshygiene_baseline_strict = true\n")
    assert run(suite, KNOWN).ret == pytest.ExitCode.OK
    write(suite, OLD.replace("test_thread(): leak_thread()", "test_thread(): pass"))
    result = run(suite, KNOWN)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert told(result) == [GONE[0].replace("2 entries", "1 entry").replace("leak no", "leaks no"), GONE[1]]


#: Ways to run test_socket and test_again, but not test_thread.
PARTLY = {
    "-k": ("-k", "not thread"),
    "--deselect": ("--deselect=test_it.py::test_thread",),
    "by name": ("test_it.py::test_socket", "test_it.py::test_again"),
    "stopped": ("-x",),
}


@pytest.mark.parametrize("how", PARTLY)
def test_what_was_not_run_is_not_struck_off(suite: pytest.Pytester, how: str) -> None:
    stop = "\ndef test_stop(): assert 0\n" if how == "stopped" else ""
    write(suite, "\ndef test_socket(): leak_socket()\ndef test_again(): leak_socket()\n" + stop + OLD.splitlines()[2])
    before = file(suite).read_text()
    assert told(run(suite, KNOWN, UPDATE, *PARTLY[how])) == ["wshygiene: known.json: 2 known, 0 added, 0 struck off."]
    assert file(suite).read_text() == before


UNSEEN = """
def test_gone(): {0}
def test_dropped(): {0}
def test_skipping(): {0}
def test_failing(): {0}
class TestAll:
    def test_skipped(self): {0}
"""
DROP = """
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if item.name != "test_dropped"]
"""


@pytest.mark.parametrize("flags", [(), ("-n2",)], ids=["alone", "xdist"])
def test_what_did_not_come_to_its_end_is_not_struck_off(pytester: pytest.Pytester, flags: tuple[str, ...]) -> None:
    pytester.makeini(INI)
    write(pytester, UNSEEN.format("KEPT.append(socket.socket())"))
    run(pytester, KNOWN, UPDATE)
    names = ["TestAll.test_skipped", "test_dropped", "test_failing", "test_gone", "test_skipping"]
    assert [entry["owner"] for entry in entries(pytester)] == names
    text = UNSEEN.replace("skipping(): {0}", "skipping(): pytest.skip('not here')").replace(
        "failing(): {0}", "failing(): 1/0"
    )
    write(pytester, text.replace("    def test_skipped", "    @pytest.mark.skip\n    def test_skipped").format("pass"))
    pytester.makeconftest(DROP)
    assert told(run(pytester, KNOWN, *flags)) == [
        GONE[0].replace("2 entries", "1 entry").replace("leak no", "leaks no"),
        "    WSH400 socket, test_it.py in test_gone: 1 known, 0 found",
    ]
    run(pytester, KNOWN, UPDATE, *flags)
    assert [entry["owner"] for entry in entries(pytester)] == [name for name in names if name != "test_gone"]


def test_other_files_are_left_alone_by_a_run_of_one(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_other=PRELUDE + "\ndef test_new(): leak_socket()\n")
    before = entries(suite)
    assert told(run(suite, KNOWN, UPDATE, "test_other.py")) == [
        "wshygiene: known.json: 3 known, 1 added, 0 struck off."
    ]
    assert [entry for entry in entries(suite) if entry["path"] == "test_it.py"] == before
    (suite.path / "test_it.py").unlink()
    assert "0 added, 2 struck off" in told(run(suite, KNOWN, UPDATE))[0]
    assert [entry["path"] for entry in entries(suite)] == ["test_other.py"]


def test_what_a_wide_fixture_has_left_is_struck_off_by_a_whole_run_only(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    wide = "@pytest.fixture(scope='session')\ndef wide(): {}\ndef test_it(wide): pass\n"
    wide += "@pytest.mark.skip\ndef test_s(): pass\n"
    write(pytester, wide.format("leak_socket()"))
    run(pytester, KNOWN, UPDATE)
    assert [entry["tests"] for entry in entries(pytester)] == [[""]]
    write(pytester, wide.format("pass"))
    assert told(run(pytester, KNOWN, "test_it.py")) == []
    assert len(told(run(pytester, KNOWN))) == 2
    run(pytester, KNOWN, UPDATE)
    assert entries(pytester) == []


def test_findings_of_the_linter_may_be_in_the_same_file(suite: pytest.Pytester) -> None:
    document = json.loads(file(suite).read_text())
    finding = {"fingerprint": "00", "code": "WSH202", "path": "a.py", "owner": "A", "summary": "s", "count": 1}
    finding |= {"reason": "", "until": None}
    document["entries"].insert(0, finding)
    file(suite).write_text(json.dumps(document, indent=2) + "\n")
    before = file(suite).read_text()
    assert told(run(suite, KNOWN)) == []
    run(suite, KNOWN, UPDATE)
    assert file(suite).read_text() == before


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
    result = run(suite, KNOWN)
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*verdict   fail: the baseline has allowed it until 2020-01-01"])
    again = run(suite, KNOWN, UPDATE)
    again.assert_outcomes(passed=3, errors=1)
    assert entries(suite) == document["entries"], "an update gives nobody a new day"


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


def test_what_is_named_anew_in_each_run_is_the_same_leak(
    pytester: pytest.Pytester, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    pytester.makeini(INI)
    write(
        pytester,
        """
import logging, subprocess, tempfile, uuid

def test_random_name(): KEPT.append(tempfile.NamedTemporaryFile())
def test_random_folder(tmp_path): KEPT.append(open(tmp_path / "log.txt", "w"))
def test_random_logger(): logging.getLogger(f"client.{uuid.uuid4()}").addHandler(logging.StreamHandler())
def test_random_word(): KEPT.append(subprocess.Popen(f"sleep 3 || echo {uuid.uuid4()}", shell=True))
""",
    )
    run(pytester, KNOWN, UPDATE, f"--basetemp={elsewhere / 'first'}")
    known = file(pytester).read_text()
    assert len(entries(pytester)) == 4
    run(pytester, KNOWN, UPDATE, f"--basetemp={elsewhere / 'second'}")
    assert file(pytester).read_text() == known
    run(pytester, KNOWN, "-n2", f"--basetemp={elsewhere / 'third'}").assert_outcomes(passed=4)
