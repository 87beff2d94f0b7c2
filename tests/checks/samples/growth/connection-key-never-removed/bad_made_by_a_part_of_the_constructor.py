# What only the constructor calls is a part of it: the dictionary is made once, and never replaced.
class Lobby:
    def __init__(self, title):
        self._title = title
        self._furnish()

    def _furnish(self):
        self._guests = {}

    async def handler(self, websocket):
        self._guests[websocket] = self._title  # expect: WSH302 medium
        async for text in websocket:
            print(text)
