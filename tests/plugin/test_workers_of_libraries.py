"""What an installed library starts for itself at its first use is nobody's leak; what it starts for a test is."""

from __future__ import annotations

import os

import pytest

LIBRARY = """
import concurrent.futures, threading

CLIENTS = []
EXECUTOR = None

class Bar:
    monitor = None

    def __init__(self):
        if Bar.monitor is None:
            Bar.monitor = started("monitor")

class Client:
    def __init__(self):
        self.reader = started("reader")
        CLIENTS.append(self)

def started(name):
    thread = threading.Thread(target=threading.Event().wait, name=name, daemon=True)
    thread.start()
    return thread

def parallel(function, value):
    global EXECUTOR
    EXECUTOR = EXECUTOR or concurrent.futures.ThreadPoolExecutor(2)
    return EXECUTOR.submit(function, value).result()
"""

TESTS = """
import threading
import bars

def test_monitor_of_the_library():
    bars.Bar()

def test_executor_of_the_library():
    assert bars.parallel(abs, -1) == 1

def test_client_in_a_list_of_the_library():
    bars.Client()

def test_thread_of_the_test_in_a_variable_of_the_library():
    bars.Bar.monitor = threading.Thread(target=threading.Event().wait, daemon=True)
    bars.Bar.monitor.start()
"""


def test_only_what_a_library_keeps_for_itself_is_left_alone(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = pytester.mkdir("site-packages")
    (installed / "bars.py").write_text(LIBRARY)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")]))
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("--wshygiene", "-q", "-o", "wshygiene_settle=0.1")
    result.assert_outcomes(passed=4, errors=2)
    result.stdout.fnmatch_lines_random(
        [
            "WSH200 * was still alive 0.1 s after *test_client_in_a_list_of_the_library.",
            "WSH200 * was still alive 0.1 s after *test_thread_of_the_test_in_a_variable_of_the_library.",
        ]
    )
