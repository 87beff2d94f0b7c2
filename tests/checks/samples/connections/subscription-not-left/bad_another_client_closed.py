# Leaks: what is closed is another client than the one that the subscription was made on.
import redis.asyncio as redis


async def relay(websocket):
    listening = redis.from_url("redis://localhost")  # expect: WSH401
    asking = redis.from_url("redis://localhost")
    pubsub = listening.pubsub()  # expect: WSH407
    await pubsub.subscribe("prices")
    try:
        while True:
            message = await pubsub.get_message(timeout=5)
            await websocket.send(await asking.get(message["data"]))
    finally:
        await asking.aclose()


async def relay_of(app, websocket):
    pubsub = app.redis.pubsub()  # expect: WSH407 medium
    await pubsub.subscribe("prices")
    try:
        while True:
            message = await pubsub.get_message(timeout=5)
            await websocket.send(message["data"])
    finally:
        await app.http.close()
