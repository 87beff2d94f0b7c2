# Fine: only a failed attempt is repeated.
class Uplink:
    def __init__(self, loop, client):
        self._loop = loop
        self._client = client

    def attempt(self):
        try:
            self._client.dial()
        except OSError:
            self._loop.call_later(20, self.attempt)
