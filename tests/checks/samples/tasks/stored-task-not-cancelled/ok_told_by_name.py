# The helper is told which attribute to cancel.
import asyncio


def stop(owner, *names):
    for name in names:
        if task := getattr(owner, name):
            task.cancel()


class Beat:
    def __init__(self, line):
        self._line = line
        self._task = None

    def start(self):
        self._task = asyncio.create_task(self._run())

    async def _run(self):
        while True:
            await asyncio.sleep(5)
            await self._line.ping()

    def close(self):
        stop(self, "_task")
