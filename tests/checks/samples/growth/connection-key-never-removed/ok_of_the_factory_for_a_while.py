# Every protocol enters itself into the list of its factory, and leaves it when the connection is lost.
from twisted.internet import protocol


class Relay(protocol.Protocol):
    def connectionMade(self):
        self.factory.relays.append(self)

    def dataReceived(self, data):
        for relay in self.factory.relays:
            relay.transport.write(data)

    def connectionLost(self, reason):
        self.factory.relays.remove(self)


class RelayFactory(protocol.Factory):
    protocol = Relay

    def __init__(self):
        self.relays = []
