# Sending to all of them takes nobody out.
import websockets

USERS = set()


async def chat(websocket):
    USERS.add(websocket)  # expect: WSH302
    async for message in websocket:
        websockets.broadcast(USERS, message)


async def main(stopped):
    async with websockets.serve(chat, "127.0.0.1", 8001):
        await stopped.wait()
