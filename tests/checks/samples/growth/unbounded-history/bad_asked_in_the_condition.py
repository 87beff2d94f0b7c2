# The loop receives in its condition.
class Minutes:
    def __init__(self):
        self._lines = []

    async def run(self, websocket):
        while (text := await websocket.recv()) is not None:
            self._lines.append(text)  # expect: WSH306


MINUTES = Minutes()
