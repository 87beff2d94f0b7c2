"""Real proxies before two servers, with the files that the page about production offers."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from .conftest import Serve, closed, until
from .proxy import FILES, Proxy
from .test_rooms_and_typing import ask

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("kind", FILES)]


async def test_a_server_that_drains_is_left_for_the_next(kind: str, serve: Serve, tmp_path: Path) -> None:
    """Both get their share; clients hear why they are sent away, and who comes then comes to the other."""
    async with (
        serve() as one,
        serve() as two,
        Proxy(kind, tmp_path, [one, two]) as proxy,
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


async def test_those_of_one_session_meet_without_redis(kind: str, serve: Serve, tmp_path: Path) -> None:
    async with serve() as one, serve() as two, Proxy(kind, tmp_path, [one, two], sticky=True) as proxy:
        met = set()
        for number in range(12):
            async with proxy.client(f"/?session={number}"), proxy.client(f"/?session={number}"):
                assert {len(one.registry), len(two.registry)} == {0, 2}
                met.add(len(one.registry))
            await until(lambda: not one.registry and not two.registry)
        assert met == {0, 2}, "not all on one server"
