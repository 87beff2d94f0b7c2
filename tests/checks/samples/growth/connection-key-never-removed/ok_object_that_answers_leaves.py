# What answers is forgotten when its connection ends; what does not answer with a connection is one of a few pages.
from aiohttp import web


class Client:
    def __init__(self, request, service):
        self.request = request
        self.websocket = web.WebSocketResponse(heartbeat=30)

    async def run(self):
        await self.websocket.prepare(self.request)
        async for message in self.websocket:
            await self.websocket.send_str(message.data)
        return self.websocket

    async def close(self):
        await self.websocket.close()


class Page:
    def __init__(self, path):
        self.path = path

    async def answer(self):
        return web.FileResponse(self.path)


class Service:
    def __init__(self):
        self.clients = []
        self.pages = {}

    async def handle(self, request: web.Request):
        client = Client(request, self)
        self.clients.append(client)
        try:
            return await client.run()
        finally:
            self.clients.remove(client)

    async def page(self, request: web.Request):
        path = request.match_info["page"]
        if path not in self.pages:
            self.pages[path] = Page(path)
        return await self.pages[path].answer()

    async def shutdown(self):
        for client in list(self.clients):
            await client.close()
        self.clients.clear()
        self.pages.clear()
