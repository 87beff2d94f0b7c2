# Fine: what ends the object stops the loop that the timer is in, be it through the part which has the loop.
class Clock:
    def __init__(self, node, loop):
        self._node = node
        self.loop = loop

    def start(self):
        self.loop.start()
        self._tick()

    def _tick(self):
        self._node.touch()
        self.loop.call_later(1, self._tick)

    def stop(self):
        self.loop.stop()


class Server:
    def __init__(self, node, peers, loop):
        self._clock = Clock(node, loop)
        self._peers = peers

    def register(self):
        for peer in self._peers:
            peer.renew()
        self._clock.loop.call_later(600, self.register)

    def stop(self):
        self._clock.stop()
