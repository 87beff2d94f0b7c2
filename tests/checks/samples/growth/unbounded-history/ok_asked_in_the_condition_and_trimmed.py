# The loop keeps the last hundred lines.
class Minutes:
    def __init__(self):
        self._lines = []

    async def run(self, websocket):
        while (text := await websocket.recv()) is not None:
            self._lines.append(text)
            del self._lines[:-100]


MINUTES = Minutes()
