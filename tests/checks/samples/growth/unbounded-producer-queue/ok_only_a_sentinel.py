# Fine: all the loop ever puts in is the mark that it has ended.
import asyncio


class Reader:
    def __init__(self):
        self._ended = asyncio.Queue()

    async def serve(self, websocket):
        async for message in websocket:
            await websocket.send(message)
            self._ended.put_nowait(None)
