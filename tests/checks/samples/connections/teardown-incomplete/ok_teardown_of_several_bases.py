# Fine: the `stop()` of both bases runs, one after the other, and that of what they share comes last.
import asyncio


class Unit:
    async def stop(self):
        print("stopped")


class Named(Unit):
    async def stop(self):
        print("stopping")
        await super().stop()


class Tasks(Unit):
    def start(self):
        self._task = asyncio.create_task(asyncio.sleep(100))

    async def stop(self):
        await super().stop()
        self._task.cancel()


class Worker(Named, Tasks):
    async def stop(self):
        await super().stop()
