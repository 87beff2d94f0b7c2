"""``--wshygiene-soak``: the churn tests for a long time, with a verdict, a plot and numbers at the end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SUITE = """
import itertools, pathlib, time

ROOMS = {}
NUMBERS = itertools.count()

def test_slow_leak(wshygiene_churn):
    def scenario():
        time.sleep(0.002)
        number = next(NUMBERS)
        if number % 3 == 0:
            ROOMS[number] = object()
    wshygiene_churn(scenario)

def test_clean(wshygiene_churn):
    pathlib.Path("running").touch()
    wshygiene_churn(lambda: time.sleep(0.002))

def test_without():
    pass

def test_clean_as_well(wshygiene_churn):
    wshygiene_churn(lambda: time.sleep(0.002))
"""


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    (folder / "pytest.ini").write_text("[pytest]\nwshygiene_settle = 0.05\n")
    (folder / "test_it.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", *arguments]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_a_soak_finds_what_grows_now_and_then(tmp_path: Path) -> None:
    output = start(tmp_path, "--wshygiene-soak=4s").communicate(timeout=280)[0]

    assert "FAILED test_it.py::test_slow_leak" in output, output
    assert "test_it.ROOMS: +" in output
    assert "PASSED test_it.py::test_clean" in output
    folder = tmp_path / "wshygiene-soak"
    numbers = json.loads((folder / "churn-test-it-py-test-slow-leak.json").read_text())
    assert numbers["figures"]["cycles"] > 100
    assert (folder / "churn-test-it-py-test-clean.svg").read_text().startswith("<svg ")


def test_the_verdict_has_a_line_of_its_own_beside_the_dots(tmp_path: Path) -> None:
    output = start(tmp_path, "--wshygiene-soak=1s", "-q", "-k", "test_without or test_clean").communicate(timeout=280)[
        0
    ]
    told = [line for line in output.splitlines() if "No growth in " in line]
    assert len(told) >= 2
    assert all(line.startswith("No growth in ") for line in told), output


def test_the_verdict_so_far_on_ctrl_c(tmp_path: Path) -> None:
    process = start(tmp_path, "--wshygiene-soak=10m", "--wshygiene-graphs=plots", "-k", "test_clean")
    folder = tmp_path / "plots"
    while not (tmp_path / "running").exists():
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    output = process.communicate(timeout=280)[0]

    assert "No growth in " in output, output
    assert "interrupted during a soak" in output
    assert (folder / "churn-test-it-py-test-clean.svg").exists()


@pytest.mark.parametrize("text", ["90", "0s", "1d", "ten minutes"])
def test_a_duration_is_a_number_and_a_unit(tmp_path: Path, text: str) -> None:
    output = start(tmp_path, f"--wshygiene-soak={text}").communicate(timeout=280)[0]

    wanted = f'--wshygiene-soak = "{text}" is not a duration. A number and s, m or h, such as 90s, 20m or 1h.'
    assert wanted in output
