"""A suite that has a socket and a thread at hand to leak, its run, and what it has told of each test."""

from __future__ import annotations

import json

import pytest

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
#: Two tests that leak, and one that does not.
TWO = "\ndef test_socket(): leak_socket()\ndef test_thread(): leak_thread()\ndef test_clean(): pass\n"

Found = dict[str, list[tuple[str, str]]]


def run(pytester: pytest.Pytester, tests: str, *flags: str, ini: str = "") -> pytest.RunResult:
    """A run of tests that call ``leak_socket()`` and the like."""
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
    """What a run has told in its report."""
    run(pytester, tests, "--wshygiene-report=json:leaks.json", *flags, ini=ini)
    return found_in((pytester.path / "leaks.json").read_text())
