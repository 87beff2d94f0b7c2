# Fine: the process is told, by a signal or by the end of its input.
import asyncio


class Recorder:
    async def start(self, command):
        self._process = await asyncio.create_subprocess_exec(*command)
        self._filter = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE)

    async def stop(self):
        self._process.terminate()
        await self._process.wait()
        self._filter.stdin.close()
        await self._filter.wait()
