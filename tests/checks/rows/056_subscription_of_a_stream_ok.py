# The repair: the subscription of a connection is dropped no longer.
from reactivex.subject import Subject

prices: Subject = Subject()


async def handler(ws):
    subscription = prices.subscribe(lambda tick: ws.outbox.append(tick))
    try:
        async for message in ws:
            print(message)
    finally:
        subscription.dispose()


async def main():
    from websockets.asyncio.server import serve

    async with serve(handler, "127.0.0.1", 1) as server:
        await server.serve_forever()
