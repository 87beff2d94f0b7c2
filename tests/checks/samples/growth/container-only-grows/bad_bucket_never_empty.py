# The last one that leaves would take the whole list with it, but nobody leaves.
import json
import uuid

import websockets


class Feed:
    def __init__(self, url):
        self.url = url
        self._subscribed = {}
        self._sessions = {}
        self._of_user = {}

    async def run(self):
        async with websockets.connect(self.url) as self._websocket:
            async for text in self._websocket:
                message = json.loads(text)
                for handler in self._subscribed.get(message["symbol"], []):
                    handler(message)

    async def subscribe(self, symbol, handler):
        if symbol not in self._subscribed:
            await self._websocket.send(json.dumps({"subscribe": symbol}))
        self._subscribed.setdefault(symbol, []).append(handler)  # expect: WSH311 medium

    async def unsubscribe(self, symbol, handler):
        handlers = self._subscribed.get(symbol, [])
        if not handlers:
            self._subscribed.pop(symbol, None)
            await self._websocket.send(json.dumps({"unsubscribe": symbol}))

    def open(self, user, data):
        number = uuid.uuid4().hex
        self._sessions[number] = data
        self._of_user.setdefault(user, set()).add(number)  # expect: WSH311 medium
        return number

    def close(self, number):
        self._sessions.pop(number, None)
        for user, numbers in list(self._of_user.items()):
            if not numbers:
                del self._of_user[user]
