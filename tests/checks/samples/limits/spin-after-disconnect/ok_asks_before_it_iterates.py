# Fine: each round begins with the question whether it is still open.
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State


async def follow(websocket):
    while True:
        if websocket.state is not State.OPEN:
            return
        try:
            async for message in websocket:
                print(message)
        except ConnectionClosed:
            continue
