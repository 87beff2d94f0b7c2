# Fine: only the first connection registers it.
import atexit


class Server:
    def __init__(self):
        self._registered = False
        self._names = {}

    async def handler(self, websocket):
        if not self._registered:
            self._registered = True
            atexit.register(self.save)
        async for text in websocket:
            print(text)

    def save(self):
        print(self._names)
