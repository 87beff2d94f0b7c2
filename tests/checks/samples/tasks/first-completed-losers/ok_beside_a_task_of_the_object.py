# Fine: the call's own task is cancelled, awaited, kept or done soon; the worker is the object's.
import asyncio


class Connection:
    def __init__(self, messages, worker):
        self._messages = messages
        self._worker = asyncio.create_task(worker())
        self._waiting = None

    async def recv(self):
        message = asyncio.create_task(self._messages.get())
        try:
            await asyncio.wait([message, self._worker], return_when=asyncio.FIRST_COMPLETED)
            return message.result() if message.done() else None
        finally:
            message.cancel()

    async def recv_kept(self):
        if self._waiting is None:
            message = asyncio.create_task(self._messages.get())
            self._waiting = message
        else:
            message = self._waiting
        await asyncio.wait([message, self._worker], return_when=asyncio.FIRST_COMPLETED)

    async def pause(self):
        timer = asyncio.create_task(asyncio.sleep(1))
        await asyncio.wait([timer, self._worker], return_when=asyncio.FIRST_COMPLETED)

    async def run(self, send, watch):
        receiving = asyncio.create_task(self._messages.get())
        tasks = [asyncio.create_task(send()), receiving, self._worker]
        if watch is not None:
            tasks.append(asyncio.create_task(watch()))
        try:
            pending = set(tasks)
            while True:
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                if receiving in done:
                    break
        finally:
            await self._cancel(*tasks)

    async def _cancel(self, *tasks):
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self):
        self._worker.cancel()
        if self._waiting is not None:
            self._waiting.cancel()
