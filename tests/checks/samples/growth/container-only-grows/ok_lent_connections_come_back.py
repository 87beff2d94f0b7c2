# Fine: what is lent is noted as busy only for as long.
import contextlib

import websockets


class Lender:
    def __init__(self, url):
        self.url = url
        self.busy = set()

    @contextlib.asynccontextmanager
    async def lend(self):
        connection = await websockets.connect(self.url)
        self.busy.add(connection)
        try:
            yield connection
        finally:
            self.busy.discard(connection)
            await connection.close()
