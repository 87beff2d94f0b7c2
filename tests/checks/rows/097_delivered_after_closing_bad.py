# What was to be delivered later is delivered to a closed client.
import asyncio


class Client:
    def __init__(self, ws):
        self.ws = ws
        self.callbacks = []
        self.loop = asyncio.get_event_loop()

    def later(self, value):
        self.loop.call_later(10, self.deliver, value)  # expect: WSH203

    def deliver(self, value):
        for callback in self.callbacks:
            callback(value)

    async def aclose(self):
        await self.ws.close()
        self.callbacks.clear()
