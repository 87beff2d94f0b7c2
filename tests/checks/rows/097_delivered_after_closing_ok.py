# The repair: what was to be delivered later is delivered to a closed client no longer.
import asyncio


class Client:
    def __init__(self, ws):
        self.ws = ws
        self.callbacks = []
        self.loop = asyncio.get_event_loop()
        self.timers = set()

    def later(self, value):
        handle = None

        def fire():
            self.timers.discard(handle)
            self.deliver(value)

        handle = self.loop.call_later(10, fire)
        self.timers.add(handle)

    def deliver(self, value):
        for callback in self.callbacks:
            callback(value)

    async def aclose(self):
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()
        await self.ws.close()
        self.callbacks.clear()
