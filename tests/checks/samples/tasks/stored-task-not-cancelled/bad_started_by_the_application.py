# The application keeps its background tasks until it ends; the stream should end its own when it is closed.
import asyncio


class Application:
    def __init__(self):
        self._tasks = set()

    def background(self, work):
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class Stream:
    def __init__(self, app: Application, transport):
        self._app = app
        self._transport = transport

    def open(self):
        self._pump_task = self._app.background(self._pump())  # expect: WSH202

    def close(self):
        self._transport.close()

    async def _pump(self):
        while True:
            await asyncio.sleep(1)
