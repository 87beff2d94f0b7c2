# Fine: the method that makes the dictionary runs again every hour, and begins with an empty one.
import asyncio


class Lobby:
    def __init__(self, title):
        self._title = title
        self._furnish()

    def _furnish(self):
        self._guests = {}

    async def handler(self, websocket):
        self._guests[websocket] = self._title
        async for text in websocket:
            print(text)

    async def clean(self):
        while True:
            await asyncio.sleep(3600)
            self._furnish()
