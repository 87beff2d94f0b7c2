# Fine as far as can be told: who has added a connection may remove it, and does so elsewhere.
class Hub:
    def __init__(self):
        self._peers = set()

    def add_client(self, peer):
        self._peers.add(peer)

    def remove_client(self, peer):
        self._peers.discard(peer)

    async def publish(self, text):
        for peer in tuple(self._peers):
            try:
                await peer.send(text)
            except ConnectionError:
                continue
