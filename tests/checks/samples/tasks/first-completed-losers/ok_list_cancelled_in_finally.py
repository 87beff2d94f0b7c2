# Fine: the list is cancelled whatever happens, and waited for.
import asyncio


class Session:
    async def either(self, socket, stopped):
        tasks = [asyncio.create_task(socket.recv()), asyncio.create_task(stopped.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
