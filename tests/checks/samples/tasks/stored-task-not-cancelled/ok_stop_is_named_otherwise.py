# Fine: the task is cancelled where the source goes away, which is no replacement.
import asyncio

from project import aio


class Session:
    def __init__(self):
        self._audio = None
        self._video = None

    async def start(self, source):
        self._audio = asyncio.create_task(self._play())
        self._video = asyncio.create_task(self._show(source))

    def on_source_gone(self):
        self._video.cancel()

    async def aclose(self):
        await aio.cancel_and_wait(self._audio)

    async def _play(self):
        while True:
            await asyncio.sleep(1)

    async def _show(self, source):
        async for frame in source:
            print(frame)
