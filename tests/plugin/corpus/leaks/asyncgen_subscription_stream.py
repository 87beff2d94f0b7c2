# leak: async generator | TestStream::test_two_events | Stream.events
import asyncio
import unittest


class Stream:
    def __init__(self):
        self.queue = asyncio.Queue()

    async def events(self):
        while True:
            yield await self.queue.get()


class TestStream(unittest.IsolatedAsyncioTestCase):
    async def test_two_events(self):
        stream = Stream()
        self.events = stream.events()
        for number in (1, 2):
            stream.queue.put_nowait(number)
            assert await anext(self.events) == number  # <- born
