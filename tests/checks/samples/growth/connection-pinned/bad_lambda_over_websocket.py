# Leaks: each lambda holds its connection, and the list holds each lambda.
import websockets

WATCHERS = []


async def handler(websocket):
    WATCHERS.append(lambda price: websocket.send(str(price)))  # expect: WSH310 medium
    async for message in websocket:
        print(message)


async def publish(price):
    for watcher in list(WATCHERS):
        await watcher(price)


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()
