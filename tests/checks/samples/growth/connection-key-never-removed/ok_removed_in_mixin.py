# Fine: a mixin of the same class removes the entry.
class Forgetting:
    def on_disconnect(self, sid):
        self._peers.pop(sid, None)


class Remembering:
    def __init__(self):
        self._peers = {}

    def on_connect(self, sid, environ):
        self._peers[sid] = environ


class PeerManager(Remembering, Forgetting):
    pass
