# Fine: it cleans up and raises again.
import asyncio


class Reader:
    async def run(self, socket):
        while True:
            try:
                print(await socket.recv())
            except BaseException:
                print("failed")
                raise

    async def poll(self, socket):
        while True:
            try:
                print(await socket.recv())
            except asyncio.CancelledError:
                raise
            except BaseException:
                print("failed")
