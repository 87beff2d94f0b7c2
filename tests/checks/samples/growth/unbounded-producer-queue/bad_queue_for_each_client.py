# Leaks: a client that reads slowly makes the server keep every message for it.
import asyncio


class Broadcaster:
    def __init__(self):
        self._outboxes = set()

    async def serve(self, websocket):
        outbox = asyncio.Queue()  # expect: WSH305 medium
        self._outboxes.add(outbox)
        try:
            while True:
                await websocket.send(await outbox.get())
        finally:
            self._outboxes.discard(outbox)

    def publish(self, message):
        for outbox in self._outboxes:
            outbox.put_nowait(message)
