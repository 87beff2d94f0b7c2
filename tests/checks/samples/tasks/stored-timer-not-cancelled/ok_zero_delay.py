# Fine: the next turn of the loop comes before any teardown matters.
class Port:
    def __init__(self, loop, transport):
        self._loop = loop
        self._transport = transport

    def failed(self):
        self._call = self._loop.call_later(0, self._retry)

    def close(self):
        self._transport.close()

    def _retry(self):
        print("again")
