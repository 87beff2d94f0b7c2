# Fine: what shuts the game down is the end of the reactor, after which nothing is called again.
from twisted.application.service import Service
from twisted.internet import reactor
from twisted.internet.task import LoopingCall


class Game(Service):
    def __init__(self, players, bans):
        self._players = players
        self._bans = bans

    def startService(self):
        self._sweep = LoopingCall(self._forget_old_bans)  # expect: WSH208 info
        self._sweep.start(3600)
        reactor.addSystemEventTrigger("before", "shutdown", lambda: self.shutdown())  # expect: WSH102 info

    def _forget_old_bans(self):
        self._bans.forget_old()

    def shutdown(self):
        self._players.disconnect()
