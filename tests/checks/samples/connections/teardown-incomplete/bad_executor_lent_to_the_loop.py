# The loop only borrows the executor for each call: nobody shuts it down when the worker stops.
import asyncio
from concurrent.futures import ThreadPoolExecutor


class Worker:
    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(4)  # expect: WSH403 info

    def start(self) -> None:
        self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._executor, print)

    async def stop(self) -> None:
        self._task.cancel()
