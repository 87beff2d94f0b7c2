# Fine: one request, which ends by itself and forgets the task.
import asyncio


class Timeout:
    def fired(self):
        self._waiting = asyncio.create_task(self._wait())

    async def _wait(self):
        await asyncio.sleep(1)
        self._waiting = None

    def close(self):
        print("closed")
