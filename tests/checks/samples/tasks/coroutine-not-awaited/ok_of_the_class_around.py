# Fine: the class inside of a method has a coroutine of that name; the object that the method was called on has none.
from tornado.websocket import WebSocketHandler


class Page(WebSocketHandler):
    async def open(self):
        page = self

        class Adapter:
            async def close(self):
                page.close()

        await self.serve(Adapter())

    async def serve(self, adapter):
        async with self.guarding():
            await adapter.close()
