# Closing the client cancels the watchdog as well.
import asyncio

import aiohttp


class Watchdog:
    def __init__(self, action):
        self._loop = asyncio.get_running_loop()
        self._action = action
        self._timer = None

    def feed(self):
        self.cancel()
        self._timer = self._loop.call_later(300, self._action)

    def cancel(self):
        if self._timer:
            self._timer.cancel()
            self._timer = None


class Client:
    def __init__(self, url):
        self._url = url
        self._session = aiohttp.ClientSession()
        self._watchdog = Watchdog(self.reconnect)

    async def listen(self):
        async with self._session.ws_connect(self._url, heartbeat=30) as ws:
            async for message in ws:
                self._watchdog.feed()
                print(message)

    def reconnect(self):
        print("too quiet")

    async def close(self):
        self._watchdog.cancel()
        await self._session.close()
