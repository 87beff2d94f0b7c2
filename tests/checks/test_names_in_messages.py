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
