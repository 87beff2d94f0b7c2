# Fine: the teardown cancels the last one as well.
import asyncio

from project import aio


class Session:
    def __init__(self):
        self._audio = None
        self._video = None

    async def start(self):
        self._audio = asyncio.create_task(self._play())

    def on_new_source(self, source):
        if self._video is not None:
            self._video.cancel()
        self._video = asyncio.create_task(self._show(source))

    async def aclose(self):
        await aio.cancel_and_wait(self._audio)
        await aio.cancel_and_wait(self._video)

    async def _play(self):
        while True:
            await asyncio.sleep(1)

    async def _show(self, source):
        async for frame in source:
            print(frame)
