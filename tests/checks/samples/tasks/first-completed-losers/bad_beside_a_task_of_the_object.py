# The object has its worker, and ends it; the task that waits for a message is this call's own, and nobody's then.
import asyncio
from asyncio import FIRST_COMPLETED


class Connection:
    def __init__(self, messages, worker):
        self._messages = messages
        self._worker = asyncio.create_task(worker())

    async def recv(self):
        message = asyncio.create_task(self._messages.get())
        done, _ = await asyncio.wait([message, self._worker], return_when=FIRST_COMPLETED)  # expect: WSH205 medium
        return message.result() if message in done else None

    async def recv_as_before(self):
        message = asyncio.Task(self._messages.get())
        done, _ = await asyncio.wait([message, self._worker], return_when=FIRST_COMPLETED)  # expect: WSH205 medium
        if message in done:
            return message.result()

    async def close(self):
        self._worker.cancel()
        await asyncio.wait([self._worker])
