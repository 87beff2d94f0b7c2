# Fine: the peers are entered while the object is made, and later they only leave.
class Group:
    def __init__(self, peers):
        self._peers = set()
        for peer in peers:
            self._peers.add(peer)

    async def tell(self, text):
        for peer in self._peers:
            await peer.send(text)

    def close(self):
        for peer in list(self._peers):
            self._peers.discard(peer)
