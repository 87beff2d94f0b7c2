"""What another thread drops while an owner is being judged is told once, whenever in that time it happens."""

from __future__ import annotations

import json

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.json import from_dict

#: A thread of the test's lets go of a socket when the inspector has come to a certain place.
CONFTEST = """
import socket, threading
from pytest_wshygiene.evidence.leaks import Evidence
from pytest_wshygiene.judging.inspector import Inspector

GO, IS_TELLING, IS_JUDGED = threading.Event(), threading.Event(), threading.Event()
judge, dropped, forget = Inspector._judge, Evidence.dropped, Inspector._forget

def let_go():
    GO.wait()
    socket.socket()

def judging(self, account):
    leaks = judge(self, account)
    if THREADS and not GO.is_set():
        GO.set()
        IS_TELLING.wait() if is_slow else THREADS[0].join()
    return leaks

def telling(self, *args):
    IS_TELLING.set()
    if is_slow:
        IS_JUDGED.wait()
    return dropped(self, *args)

def forgetting(self, account):
    forget(self, account)
    if GO.is_set() and not IS_JUDGED.is_set():
        IS_JUDGED.set()
        if is_slow:
            THREADS[0].join()

THREADS = []
Inspector._judge, Evidence.dropped, Inspector._forget = judging, telling, forgetting
"""
TEST = """
import threading
import conftest

def test_drops():
    conftest.THREADS.append(threading.Thread(target=conftest.let_go, name="waitpid-"))  # of no kind that is told
    conftest.THREADS[0].start()

def test_after():
    pass
"""


@pytest.mark.parametrize("is_slow", [False, True], ids=["after-the-last-look", "told-when-all-is-over"])
def test_what_a_thread_drops_while_its_owner_is_judged(pytester: pytest.Pytester, is_slow: bool) -> None:
    pytester.makeconftest(f"is_slow = {is_slow}\n{CONFTEST}")
    pytester.makepyfile(test_it=TEST)
    result = pytester.runpytest_subprocess("--wshygiene", "--wshygiene-report=json:leaks.json", "-pno:asyncio")
    found: list[Leak] = [from_dict(each) for each in json.loads((pytester.path / "leaks.json").read_text())["leaks"]]
    assert [(leak.kind, leak.owner.nodeid, leak.count) for leak in found] == [
        ("socket", "test_it.py::test_drops", 1)
    ], result.stdout.str()
    assert "collected but never closed" in found[0].summary
