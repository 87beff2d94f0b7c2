# The pubsub object is closed in `finally`.
import redis.asyncio as redis

client = redis.from_url("redis://localhost")


async def relay(websocket, topic):
    pubsub = client.pubsub()
    try:
        await pubsub.subscribe(topic)
        async for message in pubsub.listen():
            await websocket.send(message["data"])
    finally:
        await pubsub.aclose()
