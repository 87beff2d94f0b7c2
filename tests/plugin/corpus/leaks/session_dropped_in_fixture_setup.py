# leak: session | fixture signed_in (function) | collected but never closed
"""The fixture signs in with a session of its own and hands out the token only."""

import aiohttp
import pytest_asyncio


@pytest_asyncio.fixture
async def signed_in():
    session = aiohttp.ClientSession(headers={"X-Token": "t"})  # <- born
    return session.headers["X-Token"]


async def test_token(signed_in):
    assert signed_in == "t"
