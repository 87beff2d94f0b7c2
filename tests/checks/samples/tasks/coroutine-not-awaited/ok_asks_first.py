# Whether it has to be awaited is found out while the program runs.
import inspect

from aiohttp import web


class Sender:
    def __init__(self):
        self.ws = web.WebSocketResponse(heartbeat=20)

    async def send(self, message):
        f = self.ws.send_bytes if isinstance(message, bytes) else self.ws.send_str
        if inspect.iscoroutinefunction(f):
            await f(message)
        else:
            f(message)

    async def send_text(self, message):
        if inspect.iscoroutinefunction(self.ws.send_str):
            await self.ws.send_str(message)
        else:
            self.ws.send_str(message)
