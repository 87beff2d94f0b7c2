# The repair: neither the timer of the next attempt nor those of the throttle end with the client no longer.
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
        if self.reconnect_timer is not None:
            self.reconnect_timer.cancel()
        self.reconnect_timer = loop.call_later(5, self.connect)

    def connect(self):
        self.ws = self.dial(self.url)

    def throttle(self, key, fn):
        loop = asyncio.get_running_loop()
        old = self.throttle_timers.pop(key, None)
        if old is not None:
            old.cancel()
        self.throttle_timers[key] = loop.call_later(30, fn)

    async def close(self):
        if self.reconnect_timer is not None:
            self.reconnect_timer.cancel()
            self.reconnect_timer = None
        for timer in self.throttle_timers.values():
            timer.cancel()
        self.throttle_timers.clear()
        if self.ws is not None:
            await self.ws.close()
            self.ws = None
