# Leaks: a task that is done waits in the list for a message that may never come.
import asyncio


class Operations:
    def __init__(self):
        self._done = []

    async def run(self, operation):
        task = asyncio.current_task()
        try:
            await operation()
        finally:
            self._done.append(task)  # expect: WSH304 medium

    async def on_message(self, message):
        tasks, self._done = self._done, []
        for task in tasks:
            await task
