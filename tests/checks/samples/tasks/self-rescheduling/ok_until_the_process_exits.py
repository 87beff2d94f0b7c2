# Fine: the tips go on until the process exits, which is what closes their owner.
import atexit

from twisted.internet import reactor


class Tips:
    def __init__(self, chat):
        self._chat = chat
        atexit.register(self.close)
        self._tell()

    def _tell(self):
        self._chat.say("have a break")
        reactor.callLater(60, self._tell)  # expect: WSH204 info

    def close(self):
        self._chat.close()
