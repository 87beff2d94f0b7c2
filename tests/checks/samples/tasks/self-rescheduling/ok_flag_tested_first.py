# Fine: the flag is tested before the timer is armed again.
class Heart:
    def __init__(self, loop, transport):
        self._loop = loop
        self._transport = transport
        self._open = True

    def _beat(self):
        if not self._open:
            return
        self._transport.write(b"ping")
        self._loop.call_later(20, self._beat)

    def close(self):
        self._open = False
