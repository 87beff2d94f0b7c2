# Neither the timer of the next attempt nor those of the throttle end with the client.
import asyncio


class Reconnector:
    def __init__(self, url, dial):
        self.url = url
        self.dial = dial
        self.ws = None
        self.throttle_timers = {}
        self.attempts = 0
        self.reconnect_timer = None

    def on_close(self):
        loop = asyncio.get_running_loop()
        self.attempts += 1
        self.reconnect_timer = loop.call_later(5, self.connect)  # expect: WSH209

    def connect(self):
        self.ws = self.dial(self.url)

    def throttle(self, key, fn):
        loop = asyncio.get_running_loop()
        self.throttle_timers[key] = loop.call_later(30, fn)  # expect: WSH209

    async def close(self):
        if self.ws is not None:
            await self.ws.close()
            self.ws = None
