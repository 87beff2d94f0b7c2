# Fine: the handler leaves the loop.
import asyncio


class Reader:
    async def run(self, socket):
        while True:
            try:
                print(await socket.recv())
            except asyncio.CancelledError:
                print("stopping")
                break

    async def once(self, socket):
        try:
            while True:
                print(await socket.recv())
        except asyncio.CancelledError:
            print("stopping")
