# The handler leaves the connection to an object, one for each, and only the shutdown forgets these.
from aiohttp import web


class Client:
    def __init__(self, request, service):
        self.request = request
        self.service = service
        self.websocket = web.WebSocketResponse(heartbeat=30)

    async def run(self):
        await self.websocket.prepare(self.request)
        async for message in self.websocket:
            await self.service.tell_all(message.data)
        return self.websocket

    async def close(self):
        await self.websocket.close()


class Service:
    def __init__(self):
        self.clients = []

    async def tell_all(self, text):
        for client in list(self.clients):
            await client.websocket.send_str(text)

    async def handle(self, request: web.Request):
        client = Client(request, self)
        self.clients.append(client)  # expect: WSH302
        return await client.run()

    async def shutdown(self):
        for client in list(self.clients):
            await client.close()
        self.clients.clear()
