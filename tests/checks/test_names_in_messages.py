"""What a finding calls the things that it is about."""

from __future__ import annotations

from wshygiene_checks import packs, rules
from wshygiene_checks.facts import extract

BUS = """\
from pyee.asyncio import AsyncIOEventEmitter
from websockets.asyncio.server import serve

BUS = AsyncIOEventEmitter()


def made(ws):
    return ws.send


async def handler(ws):
    BUS.on("news", made(ws))
    async for text in ws:
        await ws.send(text)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()
"""


def test_what_is_in_the_file_itself_is_told_without_its_module() -> None:
    (found,) = rules.find([extract("app/core/bus.py", "app.core.bus", BUS)], packs.load(), rules.BUILT)
    assert found.message.startswith("`handler` registers `made()` with `BUS.on` each time it runs")


def test_what_is_in_another_file_is_told_with_its_module() -> None:
    code = (
        "from websockets.asyncio.server import serve\n\nfrom app.core.bus import BUS\n" + BUS[BUS.index("def made") :]
    )
    files = [
        extract("app/core/bus.py", "app.core.bus", BUS[: BUS.index("def")]),
        extract("app/web.py", "app.web", code),
    ]
    (found,) = rules.find(files, packs.load(), rules.BUILT)
    assert found.message.startswith("`handler` registers `made()` with `app.core.bus.BUS.on` each time it runs")


HANDLED = """\
import asyncio

from websockets import ConnectionClosed
from websockets.asyncio.server import serve

CLIENTS = set()


async def ping(ws):
    while True:
        await asyncio.sleep(10)
        await ws.send("ping")


async def handler(ws):
    CLIENTS.add(ws)
    pinging = asyncio.create_task(ping(ws))
    try:
        async for text in ws:
            await ws.send(text)
    except ConnectionClosed:
        print("gone")
    CLIENTS.discard(ws)
    pinging.cancel()


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()
"""


def test_the_exception_on_which_something_is_ended_all_the_same_is_named() -> None:
    messages = [found.message for found in rules.find([extract("app.py", "app", HANDLED)], packs.load(), rules.BUILT)]
    assert len(messages) == 2
    assert all("only on `ConnectionClosed`. Whatever else ends the connection leaves" in each for each in messages)


def test_where_nothing_is_handled_each_lost_connection_counts() -> None:
    code = HANDLED.replace("ConnectionClosed:", "ValueError:\n        raise\n    except KeyError:")
    code = code.replace('print("gone")', "return")
    messages = [found.message for found in rules.find([extract("app.py", "app", code)], packs.load(), rules.BUILT)]
    assert any("cancelled only behind that. Each connection that is lost leaves" in each for each in messages)
    assert any("removed only when all goes well" in each for each in messages)
