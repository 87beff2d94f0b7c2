# leak: lock | test_empty_order | asyncio.Lock
"""Taken by hand, and not given back on the early way out."""

import asyncio


class Book:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def place(self, amount):
        await self.lock.acquire()  # <- born
        if not amount:
            return False
        self.lock.release()
        return True


BOOK = Book()


async def test_order():
    assert await BOOK.place(3)


async def test_empty_order():
    assert not await BOOK.place(0)
