# The signal ends the process, and the task with it.
import asyncio
import os
import signal


class Worker:
    async def start(self):
        async def leave():
            await asyncio.sleep(0.1)
            os._exit(0)

        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, lambda: asyncio.create_task(leave()))
