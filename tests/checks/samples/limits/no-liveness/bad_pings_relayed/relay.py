# The other half: sends whatever comes in.
from aiohttp import WSMsgType


async def relay(source, target):
    async for message in source:
        if message.type is WSMsgType.PING:
            await target.ping(message.data)
