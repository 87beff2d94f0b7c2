# leak: socket | test_both_halves | `advice_that_can_be_typed.HALVES['write'].close()`, then `await | born: halves
# leak: socket | test_pair_of_halves | `advice_that_can_be_typed.PAIRS[0][1].close()`, then `await | born: pair
# leak: descriptor | test_poller_of_a_function | variable `readiness` | release   `readiness.close()` | born: poller
# leak: descriptor | test_poller_of_a_generator | release   `waiting.close()` | born: generator
# leak: session | test_session_behind_a_socket | release   `await session.close()` | born: session
"""Nobody types private parts of a library's object, and code calls what it has at hand by its own names."""

import asyncio
import select
import socket

import aiohttp
import pytest
from aiohttp import web

HALVES, PAIRS, KEPT = {}, [], {}


@pytest.fixture
async def url():
    async def chat(request):
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        return ws

    app = web.Application()
    app.router.add_get("/chat", chat)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/chat"
    await runner.cleanup()


async def test_session_behind_a_socket(url):
    session = aiohttp.ClientSession()  # <- session
    KEPT["ws"] = await session.ws_connect(url)


async def test_both_halves():
    near, far = socket.socketpair()  # <- halves
    with far:
        HALVES["read"], HALVES["write"] = await asyncio.open_connection(sock=near)


async def test_pair_of_halves():
    near, far = socket.socketpair()  # <- pair
    with far:
        PAIRS.append(await asyncio.open_connection(sock=near))


def poller():
    readiness = select.epoll()  # <- poller

    def is_ready():
        return bool(readiness.poll(0))

    return is_ready


def test_poller_of_a_function():
    KEPT["ready"] = poller()
    assert not KEPT["ready"]()


def polls():
    waiting = select.epoll()  # <- generator
    while True:
        yield waiting.poll(0)


def test_poller_of_a_generator():
    KEPT["polls"] = polls()
    assert next(KEPT["polls"]) == []
