# Fine: the list belongs to one connection, and goes with it.
import websockets


async def handler(websocket):
    history = []
    async for message in websocket:
        history.append(message)
        await websocket.send(str(len(history)))


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()
