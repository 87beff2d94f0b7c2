# The function that is connected lives as long as the connection that defines it.
from blinker import Signal
from websockets.asyncio.server import serve

joined = Signal()


async def handler(ws):
    def tell(user):
        ws.outbox.append(user)

    joined.connect(tell)
    async for message in ws:
        print(message)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()
