# The second half: pings everybody.
import asyncio

from ok_heartbeat_over_a_registry.registry import Registry


async def beat(registry: Registry):
    while True:
        await asyncio.sleep(20)
        for ws in list(registry.open):
            await ws.ping()
