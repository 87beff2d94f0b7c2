# The process keeps every session that there ever was, in order to close it at its end.
import atexit

from starlette.websockets import WebSocket


class Session:
    def __init__(self, websocket):
        self._websocket = websocket
        atexit.register(self.save)  # expect: WSH108

    def save(self):
        print("saving", self._websocket)


async def endpoint(websocket: WebSocket):
    session = Session(websocket)
    async for text in websocket.iter_text():
        print(session, text)
