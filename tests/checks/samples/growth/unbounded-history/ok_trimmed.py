# Fine: the oldest messages are cut off.
import websockets

HISTORY = []


async def handler(websocket):
    async for message in websocket:
        HISTORY.append(message)
        del HISTORY[:-100]
        await websocket.send(str(len(message)))


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()
