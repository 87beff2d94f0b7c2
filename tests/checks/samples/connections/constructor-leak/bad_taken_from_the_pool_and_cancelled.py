# Whatever fails in the block takes the connection out of the pool. A cancelled block leaves it there as taken.
from contextlib import asynccontextmanager


class Pool:
    def __init__(self, connect):
        self._connect = connect
        self._all = set()
        self._free = []

    async def get(self):
        while self._free:
            connection = self._free.pop()
            if await connection.ping():
                return connection
        connection = await self._connect()
        self._all.add(connection)
        return connection

    def put(self, connection):
        self._free.append(connection)

    def remove(self, connection):
        self._all.discard(connection)

    @asynccontextmanager
    async def lent(self):
        connection = await self.get()  # expect: WSH404 medium
        try:
            yield connection
        except Exception:
            self.remove(connection)
            raise
        else:
            self.put(connection)
