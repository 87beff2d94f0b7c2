# Where `selectors` is missing another module stands for it, which has the same names: `close` forgets the selector.
import socket

try:
    import selectors
except ImportError:
    from elsewhere import selectors34 as selectors


class Poller:
    def __init__(self):
        self._selector = selectors.DefaultSelector()  # expect: WSH403
        self._ours, self._theirs = socket.socketpair()
        self._selector.register(self._ours, selectors.EVENT_READ)

    def poll(self):
        return self._selector.select(1)

    def close(self):
        self._ours.close()
        self._theirs.close()
