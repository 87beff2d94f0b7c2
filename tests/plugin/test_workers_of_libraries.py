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


CLUSTER = """
import asyncio, threading

class Cluster:
    def __init__(self, on_start=None):
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(on_start)))
        self._thread.start()

    async def _serve(self, on_start):
        asyncio.get_running_loop().call_later(60, self._report)
        if on_start is not None:
            on_start()

    def _report(self):
        pass

    def close(self):
        self._thread.join()

def remind(function):
    asyncio.get_running_loop().call_later(60, function)
"""

OF_CLUSTERS = """
import asyncio
import clusters

def test_timer_of_a_library_on_its_own_loop():
    clusters.Cluster().close()

def test_own_timer_on_the_loop_of_a_library():
    clusters.Cluster(lambda: asyncio.get_running_loop().call_later(60, print)).close()

def test_timer_of_a_library_on_a_loop_of_the_test():
    async def use():
        clusters.remind(print)

    asyncio.run(use())
"""


def test_a_timer_of_a_library_ends_with_its_own_loop(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = pytester.mkdir("site-packages")
    (installed / "clusters.py").write_text(CLUSTER)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")]))
    pytester.makepyfile(OF_CLUSTERS)
    result = pytester.runpytest_subprocess("--wshygiene", "-q", "-o", "wshygiene_settle=0.1")
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines_random(
        [
            "WSH200 * when the event loop of *test_own_timer_on_the_loop_of_a_library was closed.",
            "WSH200 * when the event loop of *test_timer_of_a_library_on_a_loop_of_the_test was closed.",
        ]
    )
