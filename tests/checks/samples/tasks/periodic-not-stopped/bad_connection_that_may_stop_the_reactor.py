# Only the last of many connections stops the reactor: those before it leave their polling behind.
from twisted.internet import reactor
from twisted.internet.protocol import Protocol
from twisted.internet.task import LoopingCall


class Probe(Protocol):
    def connectionMade(self):
        self.factory.open += 1
        self._poll = LoopingCall(self._ask)  # expect: WSH208
        self._poll.start(5)

    def _ask(self):
        self.transport.write(b"?")

    def connectionLost(self, reason):
        self.factory.open -= 1
        if not self.factory.open:
            reactor.stop()
