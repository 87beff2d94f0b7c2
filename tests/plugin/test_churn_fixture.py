"""What a test can do with the fixture ``wshygiene_churn``: call it, await it, and be told what grew in each cycle."""

from __future__ import annotations

import re

import pytest

from .one_session import Run, run_once

SUITE = """
import asyncio, socket
import pytest

CLIENTS = {}
KEPT = []

class Session:
    pass

def test_churn_clean(wshygiene_churn):
    calls = []
    def scenario():
        calls.append(len(calls))
        socket.socket().close()
    assert wshygiene_churn(scenario).growths == ()
    assert len(calls) == 9

def test_churn_grows(wshygiene_churn):
    wshygiene_churn(lambda: KEPT.extend([Session(), Session()]))

def test_churn_opens(wshygiene_churn):
    opened = []
    try:
        wshygiene_churn(lambda: opened.append(socket.socket()), cycles=3)
    finally:
        for sock in opened:
            sock.close()

def test_churn_registry(wshygiene, wshygiene_churn):
    wshygiene.watch("CLIENTS", CLIENTS)
    before = len(CLIENTS)
    def scenario():
        CLIENTS[len(CLIENTS), "churn"] = None
    try:
        wshygiene_churn(scenario)
    finally:
        for key in list(CLIENTS)[before:]:
            del CLIENTS[key]

def test_churn_cache_that_fills_once(wshygiene_churn):
    cache = {}
    wshygiene_churn(lambda: cache.setdefault("key", Session()))

def test_churn_now_and_then(wshygiene_churn):
    calls = []
    def scenario():
        calls.append(1)
        if len(calls) % 3 == 0:
            KEPT.append(Session())
    wshygiene_churn(scenario)

def test_churn_replaces(wshygiene_churn):
    kept = {}
    wshygiene_churn(lambda: kept.update(it=Session()))

async def test_churn_async_clean(wshygiene_churn):
    async def scenario():
        await asyncio.create_task(asyncio.sleep(0))
    assert (await wshygiene_churn(scenario)).growths == ()

async def test_churn_async_grows(wshygiene_churn):
    tasks = []
    async def scenario():
        tasks.append(asyncio.create_task(asyncio.sleep(60)))
    try:
        await wshygiene_churn(scenario, cycles=3, warm_up=0)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

def test_churn_of_a_coroutine_that_nobody_awaits(wshygiene_churn):
    async def scenario(): pass
    with pytest.raises(TypeError):
        wshygiene_churn(lambda: scenario())

async def test_churn_not_awaited(wshygiene_churn):
    async def visit(): pass
    wshygiene_churn(visit)

async def test_churn_wrong_types(wshygiene_churn):
    with pytest.raises(TypeError, match="scenario is of type int. Give a function, or a coroutine function."):
        wshygiene_churn(7)
    with pytest.raises(TypeError, match="limits is of type dict. Give pytest_wshygiene.Limits"):
        wshygiene_churn(print, limits={"growth": 5})
    with pytest.raises(TypeError, match="the scenario returns a `NoneType`. Give a coroutine function."):
        await wshygiene_churn.storm(lambda: None)

def test_churn_own_error(wshygiene_churn):
    with pytest.raises(KeyError):
        wshygiene_churn(lambda: {}["own"])

def test_churn_one_cycle(wshygiene_churn):
    with pytest.raises(ValueError, match="cycles = 1"):
        wshygiene_churn(lambda: None, cycles=1)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_once(tmp_path_factory.mktemp("suite"), suite=SUITE)


def test_a_churn_that_was_not_awaited_fails(run: Run) -> None:
    assert run.outcomes["test_churn_not_awaited"] == {"PASSED", "ERROR"}
    assert "`visit` never ran: `await wshygiene_churn(...)` with a coroutine function." in run.output


CLEAN = [
    "churn_clean",
    "churn_cache_that_fills_once",
    "churn_now_and_then",
    "churn_wrong_types",
    "churn_replaces",
    "churn_async_clean",
    "churn_of_a_coroutine_that_nobody_awaits",
    "churn_own_error",
    "churn_one_cycle",
]


@pytest.mark.parametrize("name", CLEAN)
def test_passes(run: Run, name: str) -> None:
    assert run.outcomes[f"test_{name}"] == {"PASSED"}, run.output


@pytest.mark.parametrize(
    ("name", "cycles", "told"),
    [
        ("grows", 7, "live test_it.Session: +2 per cycle"),
        ("opens", 3, "open socket: +1 per cycle"),
        ("registry", 7, "entries of CLIENTS: +1 per cycle"),
        ("async_grows", 3, "open task: +1 per cycle"),
    ],
)
def test_churn_that_grows_fails_and_says_what(run: Run, name: str, cycles: int, told: str) -> None:
    assert "FAILED" in run.outcomes[f"test_churn_{name}"]
    section = run.section(f"test_churn_{name}")
    assert f"grew in each of {cycles} cycles of `" in section
    assert re.search(rf"^    (with them: .*)?{re.escape(told)}(,|$)", section, re.MULTILINE), section
