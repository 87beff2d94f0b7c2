"""What only looks like growth passes ``wshygiene_churn``: bounded caches, logs, mocks, loops, servers that close."""

from __future__ import annotations

import pytest

from .one_session import Run, run_once

HUB = """
import functools, logging
from collections import OrderedDict, deque

log = logging.getLogger("hub")

class Session:
    pass

class Hub:
    def __init__(self):
        self.recent = OrderedDict()
        self.sessions = OrderedDict()

    def enter(self, number, most):
        self.sessions[number] = Session()
        while len(self.sessions) > most:
            self.sessions.popitem(last=False)

    def see(self, number, most):
        self.recent[number] = 1
        while len(self.recent) > most:
            self.recent.popitem(last=False)

HUB = Hub()
LATEST = deque([Session() for _ in range(500)], maxlen=500)
NOTE = ""

@functools.lru_cache(maxsize=100)
def bounded(number):
    return Session()
"""

SUITE = """
import asyncio, itertools, warnings
from unittest import mock
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
import hub

NUMBERS = itertools.count()

def test_clean_record_of_the_test(wshygiene_churn):
    calls = []
    assert wshygiene_churn(lambda: calls.append(1)).growths == ()
    assert len(calls) == 9

def test_clean_bounded_cache(wshygiene_churn):
    wshygiene_churn(lambda: hub.bounded(next(NUMBERS)))

def test_clean_full_deque(wshygiene_churn):
    wshygiene_churn(lambda: hub.LATEST.append(hub.Session()))

def test_clean_own_bounded_cache(wshygiene_churn):
    wshygiene_churn(lambda: hub.HUB.see(next(NUMBERS), most=50))

def test_clean_data_that_ends_before_the_repetition(wshygiene_churn):
    data = list(range(10))
    def scenario():
        if data.pop() == 3:
            hub.NOTE = "longer than before, once and for all"
    result = wshygiene_churn(scenario)
    assert "larger than before, and unknown whether they go on growing: 1 more" in result.text

def test_clean_log_records(wshygiene_churn, caplog):
    wshygiene_churn(lambda: hub.log.warning("lost %s", hub.Session()))
    assert caplog.records

def test_clean_log_of_exceptions(wshygiene_churn):
    def scenario():
        session = hub.Session()
        try:
            raise ConnectionError(session)
        except ConnectionError:
            hub.log.exception("lost")
    wshygiene_churn(scenario)

def test_clean_mock(wshygiene_churn):
    double = mock.Mock()
    wshygiene_churn(lambda: double(hub.Session()))

def test_clean_warnings(wshygiene_churn):
    wshygiene_churn(lambda: warnings.warn(f"number {next(NUMBERS)}"))

async def test_clean_loop(wshygiene_churn):
    async def scenario():
        await asyncio.gather(*(asyncio.sleep(0) for _ in range(20)))
        async with asyncio.timeout(5):
            await asyncio.sleep(0)
    await wshygiene_churn(scenario)

async def test_clean_that_ends_a_little_later(wshygiene_churn):
    async def scenario():
        asyncio.get_running_loop().call_later(0.03, print)
    await wshygiene_churn(scenario)

def test_clean_sessions_of_which_the_oldest_go(wshygiene_churn):
    def scenario():
        hub.HUB.enter(next(NUMBERS), 50)
    for _ in range(50):
        scenario()
    wshygiene_churn(scenario)

def test_clean_interning(wshygiene_churn):
    wshygiene_churn(lambda: int("%d" % next(NUMBERS)))

async def test_clean_server(wshygiene_churn):
    async def echo(connection):
        async for message in connection:
            await connection.send(message)
    async with serve(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async def scenario():
            async with connect(f"ws://127.0.0.1:{port}") as connection:
                await connection.send("x")
                await connection.recv()
        result = await wshygiene_churn(scenario)
    assert result.growths == ()
    assert result.figures.cycles == 7
    assert result.figures.seconds > 0
    assert result.as_json()["nodeid"].endswith("test_clean_server")
    assert ("own memory" in result.plot) == bool(result.series.memory)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_once(tmp_path_factory.mktemp("suite"), "--wshygiene-graphs=graphs", suite=SUITE, hub=HUB)


def test_what_only_looks_like_growth_passes(run: Run) -> None:
    assert len(run.outcomes) == 14
    assert {name: run.section(name) for name, words in run.outcomes.items() if words != {"PASSED"}} == {}
