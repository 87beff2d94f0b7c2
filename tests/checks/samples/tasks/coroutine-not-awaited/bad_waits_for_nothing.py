# It should wait between two attempts, and asks as fast as it can.
import asyncio


async def dial_again(dial):
    while True:
        try:
            return await dial()
        except OSError:
            asyncio.sleep(5)  # expect: WSH210
