# The disconnect is one of the exceptions that are logged, and the next receive raises it again, at once.
import json
import logging


async def handler(websocket):
    while True:
        try:
            command = json.loads(await websocket.recv())  # expect: WSH505
            print(command["name"])
        except Exception:
            logging.exception("cannot handle this message")
