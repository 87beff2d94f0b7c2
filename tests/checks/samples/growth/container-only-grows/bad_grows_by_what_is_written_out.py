# One entry at a time in another spelling: the containers grow all the same.
class Archive:
    def __init__(self):
        self._by_id = {}
        self._ids = set()
        self._open = {}

    async def run(self, websocket):
        async for message in websocket:
            self._by_id |= {message.id: message}  # expect: WSH311
            self._ids.update([message.id])  # expect: WSH311
            self._open.update({message.id: message})
            self._open.pop(message.parent, None)

    async def close(self):
        self._open.clear()
