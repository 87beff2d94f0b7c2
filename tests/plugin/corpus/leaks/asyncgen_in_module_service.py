# leak: async generator | test_two_rows | Table.rows
"""A cursor that is kept half read by the table it came from."""

import asyncio

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Table:
    cursors = []

    async def rows(self):
        for number in range(10):
            yield number
            await asyncio.sleep(0)

    async def first(self, count):
        cursor = self.rows()
        self.cursors.append(cursor)
        return [await anext(cursor) for _ in range(count)]  # <- born


async def test_two_rows():
    assert await Table().first(2) == [0, 1]
