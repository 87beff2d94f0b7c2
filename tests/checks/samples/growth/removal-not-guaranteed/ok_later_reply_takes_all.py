# Fine: a reply takes out all entries up to its own, so that one without a reply leaves with the next.
import asyncio
import itertools


class Beat:
    def __init__(self, writer):
        self._writer = writer
        self._pending = {}
        self._ids = itertools.count()

    def _ping(self):
        number = next(self._ids)
        pong = asyncio.get_running_loop().create_future()
        self._pending[number] = pong
        self._writer.write(f"ping {number}\n".encode())
        return pong

    async def alive(self, timeout=10):
        pong = self._ping()
        await asyncio.wait_for(pong, timeout)

    def on_pong(self, last):
        numbers = [number for number in self._pending if number <= last]
        for number in numbers:
            self._pending.pop(number).set_result(None)
