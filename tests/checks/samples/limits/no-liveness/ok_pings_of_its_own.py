# Fine: the application pings, and ends what does not answer.
import asyncio

import websockets


class Client:
    async def run(self, uri):
        async with websockets.connect(uri, ping_interval=None) as socket:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._beat(socket))
                async for message in socket:
                    print(message)

    async def _beat(self, socket):
        while True:
            answered = await socket.ping()
            await asyncio.wait_for(answered, 20)
            await asyncio.sleep(20)
