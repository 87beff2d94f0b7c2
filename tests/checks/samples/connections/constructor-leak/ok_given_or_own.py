# The connector may be the caller's: an error about it leaves that open, as it should.
import aiohttp


class Client:
    def __init__(self, loop, connector=None):
        if connector is None:
            connector = aiohttp.TCPConnector()
        if connector._loop is not loop:
            raise RuntimeError("the connector belongs to another loop")
        self._connector = connector

    async def close(self):
        await self._connector.close()
