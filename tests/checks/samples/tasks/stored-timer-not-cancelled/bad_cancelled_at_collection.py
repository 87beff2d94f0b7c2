# Until it fires, the timer holds the session, which is therefore not collected, and does not cancel it.


class Session:
    def __init__(self, loop, peer):
        self._peer = peer
        self.expiry = loop.call_later(3600, self._expire)  # expect: WSH209

    def _expire(self):
        self._peer.close()

    def __del__(self):
        self.expiry.cancel()
