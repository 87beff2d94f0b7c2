# Leaks: the nested function uses the connection, and stays in the list.
import websockets

WATCHERS = []


async def handler(websocket):
    async def watcher(price):
        await websocket.send(str(price))

    WATCHERS.append(watcher)  # expect: WSH310 medium
    async for message in websocket:
        print(message)


async def publish(price):
    for watcher in list(WATCHERS):
        await watcher(price)


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()
