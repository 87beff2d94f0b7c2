# Fine: the client that the subscription was made on is closed, and takes it along.
import contextlib

import redis.asyncio as redis


async def relay(websocket):
    client = redis.from_url("redis://localhost")
    pubsub = client.pubsub()
    try:
        await pubsub.subscribe("prices")
        while True:
            message = await pubsub.get_message(timeout=5)
            await websocket.send(message["data"])
    finally:
        await client.aclose()


async def relay_in_a_stack(websocket):
    async with contextlib.AsyncExitStack() as stack:
        client = redis.from_url("redis://localhost")
        stack.push_async_callback(client.aclose)
        pubsub = client.pubsub()
        await pubsub.subscribe("prices")
        while True:
            message = await pubsub.get_message(timeout=5)
            await websocket.send(message["data"])
