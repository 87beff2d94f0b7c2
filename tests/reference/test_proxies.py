"""Real proxies before two servers, with the files that the page about production offers."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from wshygiene_reference import WebSocketClient

from .command import Command
from .conftest import PATIENCE, Serve, closed, until
from .proxy import FILES, Proxy
from .redis_server import RedisServer, free_port
from .test_rooms_and_typing import ask
from .test_soak import PATIENT

pytestmark = pytest.mark.asyncio
each_kind = pytest.mark.parametrize("kind", FILES)


@each_kind
async def test_a_server_that_drains_is_left_for_the_next(kind: str, serve: Serve, tmp_path: Path) -> None:
    """Both get their share; clients hear why they are sent away, and who comes then comes to the other."""
    async with (
        serve() as one,
        serve() as two,
        Proxy(kind, tmp_path, [one.port, two.port]) as proxy,
        AsyncExitStack() as open_ones,
    ):
        clients = [await open_ones.enter_async_context(proxy.client()) for _ in range(4)]
        for ws in clients:
            assert (await ask(ws, "job.subscribe", jobId="one"))["type"] == "ack"
        assert (len(one.registry), len(two.registry)) == (2, 2)

        await one.shutdown(restart=True)
        await until(lambda: sum(ws.close_code is not None for ws in clients) == 2, "half of them are sent away")
        assert {ws.close_code for ws in clients} == {1012, None}
        late = [await open_ones.enter_async_context(proxy.client()) for _ in range(4)]
        assert (len(one.registry), len(two.registry)) == (0, 6)
        for ws in (*late, *(each for each in clients if each.close_code is None)):
            await ws.close()
            assert await closed(ws) == 1000


@each_kind
async def test_those_of_one_session_meet_without_redis(kind: str, serve: Serve, tmp_path: Path) -> None:
    async with serve() as one, serve() as two, Proxy(kind, tmp_path, [one.port, two.port], sticky=True) as proxy:
        met = set()
        for number in range(12):
            async with proxy.client(f"/?session={number}"), proxy.client(f"/?session={number}"):
                assert {len(one.registry), len(two.registry)} == {0, 2}
                met.add(len(one.registry))
            await until(lambda: not one.registry and not two.registry)
        assert met == {0, 2}, "not all on one server"


async def test_one_server_after_the_other_is_replaced_under_its_clients(tmp_path: Path) -> None:
    """A rolling restart as the page says: the next one when the one before is ready. Clients are back each time."""
    redis = RedisServer(tmp_path)
    redis.start()
    ports = [(free_port(), free_port()) for _ in range(2)]

    def server(port: int, admin: int) -> Command:
        folder = tmp_path / str(port)
        folder.mkdir(exist_ok=True)
        return Command(folder, port=port, admin_port=admin, redis_url=redis.url, retry_after=1)

    async def ready(running: Command) -> None:
        await running.listening()
        async with running.caller() as api, asyncio.timeout(PATIENCE):
            while (await api.get("/ready")).status_code != 200:
                await asyncio.sleep(0.05)

    try:
        async with AsyncExitStack() as stack:
            servers = [await stack.enter_async_context(server(*each)) for each in ports]
            await asyncio.gather(*map(ready, servers))
            proxy = await stack.enter_async_context(Proxy("nginx", tmp_path, [port for port, _ in ports]))
            clients = [
                await stack.enter_async_context(WebSocketClient(proxy.uri, ssl=proxy.trust, **PATIENT))  # type: ignore[arg-type]
                for _ in range(4)
            ]
            for index, place in enumerate(ports):
                await asyncio.gather(*(each.connected(PATIENCE) for each in clients))
                servers[index].send(signal.SIGTERM)
                assert (await servers[index].ended())[0] == 0
                for each in clients:
                    await each.connected(PATIENCE)
                    await each.request("ping")
                await ready(await stack.enter_async_context(server(*place)))
            assert sum(each.stats.reconnects for each in clients) >= 4, "each server had two of them at least once"
    finally:
        redis.kill()
