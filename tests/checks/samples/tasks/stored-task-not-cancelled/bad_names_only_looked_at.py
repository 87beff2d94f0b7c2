# What is reached by its name is only asked for its error, and the line that is cancelled is another one.
import asyncio


class Beat:
    def __init__(self, line):
        self._line = line

    def start(self):
        self._task = asyncio.create_task(self._run())  # expect: WSH202

    async def _run(self):
        while True:
            await asyncio.sleep(5)

    def close(self):
        for name in ("_task",):
            task = getattr(self, name)
            if task.done():
                print(task.exception())
        line = self._line
        line.cancel()
