# Fine: the function is removed when the connection ends.
import websockets

WATCHERS = []


async def handler(websocket):
    async def watcher(price):
        await websocket.send(str(price))

    WATCHERS.append(watcher)
    try:
        async for message in websocket:
            print(message)
    finally:
        WATCHERS.remove(watcher)


async def publish(price):
    for watcher in list(WATCHERS):
        await watcher(price)


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()
