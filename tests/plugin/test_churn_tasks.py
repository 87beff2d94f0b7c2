"""A churn that leaves tasks behind tells of the tasks, with the line that has started them, and of little else."""

from __future__ import annotations

import re

from .conftest import Installed

CHANNELS = '''
import asyncio

class Channel:
    """Races each answer against its own end, and forgets who has lost."""

    def __init__(self):
        self._closed = asyncio.Event()

    async def ask(self, question):
        for first in asyncio.as_completed([self._closed.wait(), asyncio.sleep(0, question)], timeout=30):
            answer = await first
            break
        return answer

    def close(self):
        self._closed.set()
'''

OF_CHANNELS = """
import asyncio
import channels

def test_channel(wshygiene_churn):
    async def talk():
        channel = channels.Channel()
        async def ask():
            assert await channel.ask("who is there?") == "who is there?"
        try:
            await wshygiene_churn(ask)
        finally:
            channel.close()
            await asyncio.sleep(0.01)
    asyncio.run(talk())

def test_own(wshygiene_churn):
    async def listen():
        closed = asyncio.Event()
        async def greet():
            asyncio.create_task(closed.wait())
            await asyncio.sleep(0)
        try:
            await wshygiene_churn(greet)
        finally:
            closed.set()
            await asyncio.sleep(0.01)
    asyncio.run(listen())
"""


def test_tasks_that_wait_for_one_event_are_told_in_place_of_its_waiters(installed: Installed) -> None:
    output = str(installed(channels=CHANNELS)(OF_CHANNELS).stdout)
    of_library, own = (output.partition(f" {name} _")[2].partition("\n___")[0] for name in ("test_channel", "test_own"))
    assert "something grew in each of 7 cycles of `ask`.\n    open task: +1 per cycle\n" in of_library, of_library
    assert re.search(r"born +\S+ in \S*\.ask\n +by channels\.py:\d+ in Channel\.ask\n", of_library), of_library
    assert "something grew in each of 7 cycles of `greet`.\n    open task: +1 per cycle\n" in own, own
    assert "held by   variable `channel` of the test" in of_library, of_library
    assert "held by   variable `closed` of the test" in own, own
    assert re.search(r"with them: .*closed\._waiters: \+1 per cycle", own), own


HOSTILE = """
import socket

class Line(socket.socket):
    def __getattr__(self, name):
        raise RuntimeError(name)

LINES = []

def test_lines(wshygiene_churn):
    try:
        wshygiene_churn(lambda: LINES.append(Line()))
    finally:
        for line in LINES:
            line.close()
"""


def test_only_tasks_are_asked_what_they_wait_for(installed: Installed) -> None:
    result = installed()(HOSTILE)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["WSH300 growth: *", "*open socket: +1 per cycle"])
