"""What is made while the plugin looks for the owner of something else is looked at, too."""

from __future__ import annotations

import pytest

# Before the service's first task is given away, it starts its second one.
WAITING = """
import pytest
from pytest_wshygiene.ownership.ledger import Ledger

import app

@pytest.fixture(autouse=True, scope="session")
def second_task_is_born_during_adoption():
    adopt = Ledger.adopt

    def slowly(self, record, account):
        if record.kind == "task":
            app.FOUND.set()
            assert app.STARTED.wait(10)
        adopt(self, record, account)

    Ledger.adopt = slowly
    yield
    Ledger.adopt = adopt
"""

APP = """
import threading, anyio

FOUND, STARTED = threading.Event(), threading.Event()

class Service:
    def __init__(self, portal):
        self.portal = portal

    def start(self):
        self.portal.start_task_soon(self.run)

    async def run(self):
        while not FOUND.is_set():
            await anyio.sleep(0.001)
        async with anyio.create_task_group() as group:
            group.start_soon(self.beat)
            await anyio.sleep(0)
            STARTED.set()

    async def beat(self):
        await anyio.sleep(60)
"""

TESTS = """
import pytest
from anyio.from_thread import start_blocking_portal

import app

@pytest.fixture(scope="module", params=["asyncio", "trio"])
def service(request):
    app.FOUND.clear()
    app.STARTED.clear()
    with start_blocking_portal(request.param) as portal:
        yield app.Service(portal)
        portal.call(portal.stop, True)

def test_it(service):
    service.start()
"""


def test_a_task_that_is_born_while_another_is_given_to_a_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(app=APP, test_it=TESTS)
    pytester.makeconftest(WAITING)
    result = pytester.runpytest_subprocess("--wshygiene", "-q", "-o", "wshygiene_settle=0.3")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["wshygiene: no leaks, 2 tests judged"])
