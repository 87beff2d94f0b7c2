# Fine: whoever calls the method has cancelled the timer before.
class Idle:
    def __init__(self, loop):
        self._loop = loop
        self._timer = None

    def on_data(self, data):
        self._stop()
        self._handle_arm()

    def _handle_arm(self):
        self._timer = self._loop.call_later(60, self._expired)

    def _stop(self):
        if self._timer:
            self._timer.cancel()

    def close(self):
        self._stop()

    def _expired(self):
        print("idle")
