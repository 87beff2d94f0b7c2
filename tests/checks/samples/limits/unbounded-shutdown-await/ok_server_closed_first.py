# Fine: the connections that the handlers read from are closed before.
import asyncio


class Server:
    def __init__(self):
        self._handlers = set()
        self._sockets = set()

    def accept(self, ws):
        handler = asyncio.create_task(self._serve(ws))
        self._handlers.add(handler)
        handler.add_done_callback(self._handlers.discard)

    async def _serve(self, ws):
        self._sockets.add(ws)
        try:
            async for message in ws:
                await ws.send(message)
        finally:
            self._sockets.discard(ws)

    async def stop(self):
        await asyncio.gather(*(ws.close() for ws in list(self._sockets)))
        await asyncio.gather(*self._handlers, return_exceptions=True)
