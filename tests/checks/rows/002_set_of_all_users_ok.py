# The repair: whoever connects is remembered for good no longer.
import asyncio

import websockets

USERS = set()
MAX_USERS = 1000


async def chat(websocket):
    if len(USERS) >= MAX_USERS:
        await websocket.close(1013, "full")
        return
    USERS.add(websocket)
    try:
        async for message in websocket:
            websockets.broadcast(USERS, message)
    finally:
        USERS.discard(websocket)


async def main():
    async with websockets.serve(chat, "", 8001):
        await asyncio.get_running_loop().create_future()
