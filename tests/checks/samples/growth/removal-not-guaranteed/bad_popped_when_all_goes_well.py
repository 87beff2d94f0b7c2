# Who is not answered in time leaves the task where it was: only the answer takes it out.
import asyncio
from collections import deque


class Client:
    def __init__(self, handler):
        self._handler = handler
        self._tasks = deque()

    async def deliver(self, timeout=None):
        task = asyncio.ensure_future(self._handler.next_message())
        self._tasks.append(task)  # expect: WSH303 medium
        done, _ = await asyncio.wait([task], timeout=timeout)
        if task not in done:
            task.cancel()
            raise TimeoutError
        self._tasks.pop()
        return task.result()

    async def close(self):
        while self._tasks:
            self._tasks.popleft().cancel()

    def abort(self):
        try:
            while True:
                self._tasks.pop().cancel()
        except IndexError:
            self._handler.close()
