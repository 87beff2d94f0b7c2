# Fine: each connection has a protocol of its own, which is connected once.
from twisted.internet import reactor
from twisted.protocols.basic import Int16StringReceiver


class Login(Int16StringReceiver):
    def connectionMade(self):
        self._deadline = reactor.callLater(10, self.transport.loseConnection)

    def stringReceived(self, string):
        self._deadline.cancel()

    def connectionLost(self, reason):
        if self._deadline.active():
            self._deadline.cancel()
