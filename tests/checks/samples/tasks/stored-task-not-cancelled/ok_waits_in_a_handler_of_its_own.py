# Fine: whoever connects is waited for in a coroutine of its own, not between the start of the task and the `finally`.
import asyncio


async def take_all(reader, routes):
    while True:
        key, value = await reader.read()
        routes.pop(key, None)
        print(value)


class Exit:
    def __init__(self, listen):
        self._listen = listen
        self._ended = asyncio.Event()

    async def run(self):
        routes = {}

        async def forget():
            while True:
                await asyncio.sleep(60)
                routes.clear()

        forgetting = asyncio.create_task(forget())
        listening = self._listen(lambda reader: take_all(reader, routes))
        try:
            await self._ended.wait()
        finally:
            forgetting.cancel()
            listening.close()
