# leak: async generator | test_first_page | pages
"""`break` out of an async for: the generator keeps its cursor open."""

import asyncio

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
CURSORS = []


async def pages(table):
    try:
        for number in range(100):
            await asyncio.sleep(0)
            yield table, number
    finally:
        CURSORS.clear()


async def first(table):
    cursor = pages(table)
    CURSORS.append(cursor)
    page = None
    async for page in cursor:  # <- born
        if page[1] == 0:
            break
    return page


async def test_first_page():
    assert await first("users") == ("users", 0)
