# The subscription of a connection is dropped.
from reactivex.subject import Subject

prices: Subject = Subject()


async def handler(ws):
    prices.subscribe(lambda tick: ws.outbox.append(tick))  # expect: WSH106
    async for message in ws:
        print(message)


async def main():
    from websockets.asyncio.server import serve

    async with serve(handler, "127.0.0.1", 1) as server:
        await server.serve_forever()
