# Every protocol enters itself into the list of its factory, which outlives them all.
from twisted.internet import protocol


class Relay(protocol.Protocol):
    def connectionMade(self):
        self.factory.relays.append(self)  # expect: WSH302

    def dataReceived(self, data):
        for relay in self.factory.relays:
            relay.transport.write(data)


class RelayFactory(protocol.Factory):
    protocol = Relay

    def __init__(self):
        self.relays = []
