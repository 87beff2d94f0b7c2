"""What a churn has seen growing is in the reports of code hosts and build servers, at the line that adds to it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

FORMATS = ("json", "sarif", "github", "gitlab", "junit")
APP = """
ROOMS = {}

def join(visitor):
    ROOMS.setdefault("lobby", []).append(visitor)
"""
TESTS = """
import app

def test_grows(wshygiene_churn):
    wshygiene_churn(lambda: app.join(object()))

def test_is_steady(wshygiene_churn):
    wshygiene_churn(lambda: None)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a run has left its reports."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "app.py").write_text(APP.lstrip())
    (folder / "test_it.py").write_text(TESTS.lstrip())
    reports = [f"--wshygiene-report={form}:out/{form}" for form in FORMATS]
    command = [sys.executable, "-m", "pytest", "--wshygiene", "-p", "no:cacheprovider", *reports]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    return folder / "out"


def test_sarif_has_the_growth_with_its_line_and_its_test(folder: Path) -> None:
    [run] = json.loads((folder / "sarif").read_text())["runs"]
    [result] = [each for each in run["results"] if "ROOMS" in each["message"]["text"]]
    place = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], result["level"]) == ("WSH300", "error")
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("app.py", 4)
    related = [each["message"]["text"] for each in result["relatedLocations"]]
    assert "added app.py:4 in join" in related
    assert "owner test_it.py::test_grows" in related


def test_a_code_host_shows_it_at_the_line(folder: Path) -> None:
    [line] = [line for line in (folder / "github").read_text().splitlines() if "ROOMS" in line]
    assert line.startswith("::error title=WSH300 growth,file=app.py,line=4::")
    [issue] = [each for each in json.loads((folder / "gitlab").read_text()) if "ROOMS" in each["description"]]
    assert issue["location"]["path"] == "app.py"


def test_a_build_server_counts_it(folder: Path) -> None:
    suites = ElementTree.parse(folder / "junit").getroot()
    failures = [failure.get("message", "") for failure in suites.iter("failure")]
    assert len([message for message in failures if "ROOMS" in message]) == 1


def test_what_does_not_grow_is_in_none_of_them(folder: Path) -> None:
    assert {churn["nodeid"] for churn in json.loads((folder / "json").read_text())["churns"]} == {
        "test_it.py::test_grows",
        "test_it.py::test_is_steady",
    }
    assert not any("steady" in (folder / form).read_text() for form in ("sarif", "github", "gitlab", "junit"))
