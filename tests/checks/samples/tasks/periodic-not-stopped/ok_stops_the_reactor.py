# Fine: to stop the player is to stop the reactor, and with it the program.
from twisted.internet import reactor, task


class Player:
    def __init__(self, window):
        self._window = window

    def play(self):
        self._poll = task.LoopingCall(self._ask)  # expect: WSH208 info
        self._poll.start(0.1)

    def _ask(self):
        self._window.refresh()

    def stop(self):
        self._window.close()
        reactor.callLater(0.1, reactor.stop)
