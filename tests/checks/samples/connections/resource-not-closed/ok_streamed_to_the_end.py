# The end of the loop over a socket is seen to, however it comes: by `finally`, by a handler, or by `async with`.
import json

import websockets


async def prices(url, show):
    socket = await websockets.connect(url)
    try:
        async for message in socket:
            show(json.loads(message))
    finally:
        await socket.close()


async def prices_until_it_ends(url, show):
    socket = await websockets.connect(url)
    try:
        async for message in socket:
            show(json.loads(message))
    except Exception as error:
        show(error)
    await socket.close()


async def prices_of_a_block(url, show):
    async with websockets.connect(url) as socket:
        async for message in socket:
            show(json.loads(message))


async def prices_of_each_connection(url, show):
    async for socket in websockets.connect(url):
        async for message in socket:
            show(json.loads(message))
