# Fine: the chain ends with the last member.
class Sweeper:
    def __init__(self, loop):
        self._loop = loop
        self._members = set()

    def _sweep(self):
        if self._members:
            self._loop.call_later(20, self._sweep)

    def close(self):
        self._members.clear()
