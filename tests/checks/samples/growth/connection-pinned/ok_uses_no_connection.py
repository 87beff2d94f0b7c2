# Fine: nothing of a connection is used, and the list is filled before there is one.
import websockets

WATCHERS = []


async def handler(websocket):
    async for message in websocket:
        print(message)


async def publish(price):
    for watcher in list(WATCHERS):
        await watcher(price)


async def main():
    WATCHERS.append(lambda price: print(price))
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()
