# Fine: a banned peer is moved from one set to the other, where it is meant to stay: worth a look, no more.
class Peers:
    def __init__(self):
        self._allowed = set()
        self._banned = set()

    def allow(self, peer_name):
        self._allowed.add(peer_name)

    def ban(self, peer_name):
        self._allowed.discard(peer_name)
        self._banned.add(peer_name)  # expect: WSH311 info
