# The other half: visits all connections at intervals.
import asyncio

from ok_heartbeat_in_another_module.server import Peer


class Heartbeat:
    def __init__(self):
        self._peers = {}

    async def run(self):
        while True:
            await asyncio.sleep(20)
            for peer in list(self._peers.values()):
                self._visit(peer)

    def _visit(self, peer: Peer):
        peer.send_ping()
