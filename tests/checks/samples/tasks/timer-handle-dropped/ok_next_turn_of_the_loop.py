# Fine: no delay, so there is nothing to cancel.
class Session:
    def __init__(self, loop, timer):
        self._loop = loop
        self._timer = timer

    def received(self, data):
        self._loop.call_later(0, self._handle)

    def _handle(self):
        print("handled")

    def close(self):
        self._timer.cancel()
