# Fine: the caller gets the handle.
class Session:
    def __init__(self, loop, timer):
        self._loop = loop
        self._timer = timer

    def after(self, seconds):
        return self._loop.call_later(seconds, self._tick)

    def _tick(self):
        print("tick")

    def close(self):
        self._timer.cancel()
