# Fine: nothing of the object is ever torn down; the timer pins nothing that would have gone.
class Metrics:
    def __init__(self, loop):
        self._loop = loop

    def record(self, value):
        self._loop.call_later(10, self._report, value)

    def _report(self, value):
        print(value)
