# Fine: both timers are cancelled, in a comprehension over them.
class Poller:
    def start(self, loop):
        self._soon = loop.call_later(10, self.ping)
        self._late = loop.call_later(60, self.pong)

    def ping(self):
        self.seen = 1

    def pong(self):
        self.seen = 2

    def close(self):
        [timer.cancel() for timer in (self._soon, self._late) if timer]
