# Whoever connects is remembered for good.
import asyncio

import websockets

USERS = set()


async def chat(websocket):
    USERS.add(websocket)  # expect: WSH302
    async for message in websocket:
        websockets.broadcast(USERS, message)


async def main():
    async with websockets.serve(chat, "", 8001):
        await asyncio.get_running_loop().create_future()
