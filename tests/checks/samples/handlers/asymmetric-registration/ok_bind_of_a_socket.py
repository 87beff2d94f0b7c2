# Fine: neither `bind` nor `connect` is given a handler, so nothing says that they register one.
class Peer:
    def __init__(self, link, address):
        self._link = link
        self._link.bind(address)
        self._link.connect(address)

    def close(self):
        self._link.unbind(self.address())
        self._link.disconnect(self.address())

    def address(self):
        return ("", 0)
