# Both connections are opened at once; only the first is closed.
import asyncio

import websockets


async def compare(left, right):
    one, other = await asyncio.gather(websockets.connect(left), websockets.connect(right))  # expect: WSH401
    await one.send("version")
    await other.send("version")
    await one.close()
