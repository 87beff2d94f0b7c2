# The repair: the subscription of a connection is never closed no longer.
import redis.asyncio as redis

client = redis.Redis()


async def handler(ws):
    async with client.pubsub() as pubsub:
        await pubsub.subscribe("prices")
        async for message in pubsub.listen():
            await ws.send(message["data"])
