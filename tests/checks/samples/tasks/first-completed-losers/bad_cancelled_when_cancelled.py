# Only a cancellation of the wait ends the tasks: when one is done first, the other goes on.
import asyncio


class Messages:
    def __init__(self, queue, closed):
        self._queue = queue
        self._closed = closed

    async def next(self):
        getting = asyncio.create_task(self._queue.get())
        try:
            done, _ = await asyncio.wait(  # expect: WSH205 medium
                [getting, self._closed], return_when=asyncio.FIRST_COMPLETED
            )
        except asyncio.CancelledError:
            getting.cancel()
            raise
        if getting in done:
            return getting.result()
        raise StopAsyncIteration


async def race(one, other):
    first = asyncio.create_task(one())
    second = asyncio.create_task(other())
    try:
        done, _ = await asyncio.wait(  # expect: WSH205 medium
            {first, second}, return_when=asyncio.FIRST_COMPLETED
        )
    except asyncio.CancelledError:
        first.cancel()
        second.cancel()
        raise
    return done.pop().result()
