# Leaks: the hub keeps the methods of each session, which a method of the session has registered for it.
class Hub:
    def __init__(self):
        self._handlers = {}

    def on(self, event, handler):
        self._handlers.setdefault(event, []).append(handler)

    def off(self, event, handler):
        self._handlers[event].remove(handler)


class Session:
    def __init__(self, hub: Hub, ws):
        self._hub = hub
        self._ws = ws
        self._listen("news", self._on_news)  # expect: WSH101
        self._listen("weather", handler=self._on_weather)  # expect: WSH101

    def _listen(self, event, handler):
        self._hub.on(event, handler)

    async def _on_news(self, item):
        await self._ws.send(item)

    async def _on_weather(self, item):
        await self._ws.send(item)

    async def close(self):
        await self._ws.close()
