# Fine: one task of the application pings every connection; the class of the connections is its own.
import asyncio
from functools import partial

from websockets.asyncio.server import ServerConnection, serve

from ok_heartbeat_in_another_module.heartbeat import Heartbeat


class Peer(ServerConnection):
    def __init__(self, protocol, server, *, limit: int, **options):
        super().__init__(protocol, server, **options)
        self.limit = limit

    def send_ping(self) -> None:
        self.protocol.send_ping(b"")
        self.send_data()


class Manager:
    async def run(self):
        self.heartbeat = Heartbeat()
        async with serve(self._serve, "", 8765, create_connection=partial(Peer, limit=3), ping_interval=None) as server:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.heartbeat.run())
                await server.serve_forever()

    async def _serve(self, ws):
        async for message in ws:
            print(message)
