# Fine: only the time limit is caught, and that says nothing of the peer.
import asyncio


async def reader(websocket):
    while True:
        try:
            print(await asyncio.wait_for(websocket.recv(), 30))
        except asyncio.TimeoutError:
            print("nothing for half a minute")
