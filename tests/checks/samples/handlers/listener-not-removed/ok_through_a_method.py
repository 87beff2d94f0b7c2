# What a method registers for its object is taken back: by another method, in a loop, or it holds nothing of the object.
class Hub:
    def __init__(self):
        self._handlers = {}

    def on(self, event, handler):
        self._handlers.setdefault(event, []).append(handler)

    def off(self, event, handler):
        self._handlers[event].remove(handler)


def count(item):
    print(item)


class Session:
    def __init__(self, hub: Hub, ws):
        self._hub = hub
        self._ws = ws
        self._listen("news", self._on_news)

    def _listen(self, event, handler):
        self._hub.on(event, handler)

    def _forget(self, event, handler):
        self._hub.off(event, handler)

    async def _on_news(self, item):
        await self._ws.send(item)

    async def close(self):
        self._forget("news", self._on_news)
        await self._ws.close()


class Listener:
    def __init__(self, hub: Hub, ws):
        self._hub = hub
        self._ws = ws
        self._on = []
        self._listen("news", self._on_news)

    def _listen(self, event, handler):
        self._on.append((event, handler))
        self._hub.on(event, handler)

    async def _on_news(self, item):
        await self._ws.send(item)

    async def close(self):
        for event, handler in self._on:
            self._hub.off(event, handler)
        await self._ws.close()


class Counter:
    def __init__(self, hub: Hub, ws):
        self._hub = hub
        self._ws = ws
        self._listen("news", count)

    def _listen(self, event, handler):
        self._hub.on(event, handler)

    async def close(self):
        await self._ws.close()


class Owner:
    def __init__(self, ws):
        self._hub = Hub()
        self._ws = ws
        self._listen("news", self._on_news)

    def _listen(self, event, handler):
        self._hub.on(event, handler)

    async def _on_news(self, item):
        await self._ws.send(item)

    async def close(self):
        await self._ws.close()
