# Each handler reads until its peer leaves. One peer that stays keeps the server from stopping.
import asyncio


class Server:
    def __init__(self):
        self._handlers = set()

    def accept(self, ws):
        handler = asyncio.create_task(self._serve(ws))
        self._handlers.add(handler)
        handler.add_done_callback(self._handlers.discard)

    async def _serve(self, ws):
        async for message in ws:
            await ws.send(message)

    async def stop(self):
        await asyncio.gather(*self._handlers, return_exceptions=True)  # expect: WSH504 medium
