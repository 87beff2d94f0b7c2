# Nobody tells the process that it is to end.
import asyncio


class Recorder:
    async def start(self, command):
        self._process = await asyncio.create_subprocess_exec(*command)

    async def stop(self):
        await self._process.wait()  # expect: WSH504 medium
