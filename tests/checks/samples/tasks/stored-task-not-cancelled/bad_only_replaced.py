# Each new source cancels the task of the one before. The last one stays: the teardown ends the other task only.
import asyncio

from project import aio


class Session:
    def __init__(self, source):
        self._source = source
        self._audio = None
        self._video = None

    async def start(self):
        self._audio = asyncio.create_task(self._play())

    def on_new_source(self, source):
        if self._video is not None:
            self._video.cancel()
        self._video = asyncio.create_task(self._show(source))  # expect: WSH202 medium

    async def aclose(self):
        await aio.cancel_and_wait(self._audio)

    async def _play(self):
        while True:
            await asyncio.sleep(1)

    async def _show(self, source):
        async for frame in source:
            print(frame)
