# leak: session | test_fan_out | count: 2 | ClientSession
"""Each of the gathered calls opens its own session; only the first one is closed."""

import asyncio

import aiohttp

SESSIONS = []


async def call(number):
    session = aiohttp.ClientSession()  # <- born
    SESSIONS.append(session)
    await asyncio.sleep(0)
    if number == 0:
        await session.close()
    return number


async def test_fan_out():
    assert await asyncio.gather(*(call(number) for number in range(3))) == [0, 1, 2]
