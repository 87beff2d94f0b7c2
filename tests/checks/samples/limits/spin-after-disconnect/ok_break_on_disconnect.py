# Fine: the disconnect has a handler of its own, which leaves the loop.
import logging

from websockets.exceptions import ConnectionClosed


async def handler(websocket):
    while True:
        try:
            print(await websocket.recv())
        except ConnectionClosed:
            break
        except Exception:
            logging.exception("cannot handle this message")
