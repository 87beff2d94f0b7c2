# The request goes into the queue of a worker, which stays as long as the worker does; the dictionary gets no entry here.
import asyncio


class Dispatcher:
    def __init__(self) -> None:
        self._queues: dict[int, asyncio.Queue] = {}

    def hire(self, pid: int) -> None:
        self._queues[pid] = asyncio.Queue(maxsize=16)

    async def route(self, pid: int, request: bytes) -> bytes:
        queue = self._queues[pid]
        reply = asyncio.get_running_loop().create_future()
        await queue.put((request, reply))
        return await reply

    def dismiss(self, pid: int) -> None:
        self._queues.pop(pid, None)
