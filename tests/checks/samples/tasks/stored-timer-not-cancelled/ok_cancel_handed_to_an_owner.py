# Fine: the method that cancels is registered with whoever ends the object.
class Device:
    def __init__(self, loop, entry, pairing):
        self._loop = loop
        self._entry = entry
        self._pairing = pairing
        self._timer = None

    def setup(self):
        self._entry.on_unload(self._cancel_timer)

    def subscribe_later(self):
        if self._timer is None:
            self._timer = self._loop.call_later(5, self._pairing.subscribe, self)

    def _cancel_timer(self):
        if self._timer is not None:
            self._timer.cancel()

    def shutdown(self):
        self._pairing.close()
