# The subscription of a connection is never closed.
import redis.asyncio as redis

client = redis.Redis()


async def handler(ws):
    pubsub = client.pubsub()  # expect: WSH407
    await pubsub.subscribe("prices")
    async for message in pubsub.listen():
        await ws.send(message["data"])
