# Fine: the function that comes back forgets a result of its own, which the decorator has made from nothing.
from websockets.sync.client import connect


def remembering(function):
    results = dict()

    def asked(key):
        results.pop(key, None)
        return function(key)

    def again(key=None):
        results.pop(key, None)
        return asked(key)

    return again


class Quotes:
    def __init__(self, uri):
        self._socket = connect(uri)
        remembering(self._ask)

    def _ask(self, key):
        self._socket.send(key)

    def close(self):
        self._socket.close()
