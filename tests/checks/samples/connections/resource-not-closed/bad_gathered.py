# Both connections are opened at once; only the first is closed, and that only when all goes well.
import asyncio

from websockets import connect


async def compare(left, right):
    one, other = await asyncio.gather(connect(left), connect(right))  # expect: WSH401, WSH401 medium
    await one.send("version")
    await other.send("version")
    await one.close()
