# leak: async generator | test_first_message | Broker.stream | async generator
"""A stream that is left in the middle of its subscription: both are generators, and one leak."""

import asyncio
import contextlib


class Broker:
    def __init__(self):
        self.queues = set()

    @contextlib.asynccontextmanager
    async def subscription(self):
        queue = asyncio.Queue()
        self.queues.add(queue)
        try:
            yield queue
        finally:
            self.queues.discard(queue)

    async def stream(self):
        async with self.subscription() as queue:
            while True:
                yield await queue.get()


STREAMS = []


async def test_first_message():
    broker = Broker()
    stream = broker.stream()
    STREAMS.append(stream)
    first = asyncio.ensure_future(anext(stream))  # <- born
    await asyncio.sleep(0)
    for queue in broker.queues:
        queue.put_nowait("hello")
    assert await first == "hello"
