# Fine: the end of the session takes it back.
import atexit


class Session:
    def __init__(self, websocket):
        self._websocket = websocket
        atexit.register(self.save)

    def save(self):
        print("saving", self._websocket)

    def close(self):
        atexit.unregister(self.save)


async def handler(websocket):
    session = Session(websocket)
    try:
        async for text in websocket:
            print(text)
    finally:
        session.close()
