# clean: a task that is cancelled in a library's sleep leaves a timer that does nothing, and that nobody could cancel
import asyncio
import contextlib
from datetime import timedelta

from tornado import gen


class Poller:
    async def poll(self):
        while True:
            await gen.sleep(20)

    def open(self):
        self.task = asyncio.create_task(self.poll())

    async def close(self):
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task


async def test_closed_while_it_sleeps():
    poller = Poller()
    poller.open()
    await asyncio.sleep(0.001)
    await poller.close()


async def test_answer_in_time():
    answer = asyncio.get_running_loop().create_future()
    waiting = asyncio.ensure_future(gen.with_timeout(timedelta(seconds=20), answer))
    await asyncio.sleep(0.001)
    answer.set_result("pong")
    assert await waiting == "pong"
