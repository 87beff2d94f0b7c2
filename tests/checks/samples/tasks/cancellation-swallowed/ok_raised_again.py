# Fine: it cleans up and raises again.
import asyncio


class Reader:
    async def run(self, queue):
        while True:
            try:
                print(await queue.get())
            except BaseException:
                print("failed")
                raise

    async def poll(self, queue):
        while True:
            try:
                print(await queue.get())
            except asyncio.CancelledError:
                raise
            except BaseException:
                print("failed")
