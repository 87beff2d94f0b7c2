# Leaks: each connection that is lent is noted as busy, and never taken out again.
import contextlib

import websockets


class Lender:
    def __init__(self, url):
        self.url = url
        self.busy = set()

    @contextlib.asynccontextmanager
    async def lend(self):
        connection = await websockets.connect(self.url)
        self.busy.add(connection)  # expect: WSH311 medium
        try:
            yield connection
        finally:
            await connection.close()
