# Fine: the method is run by the timer itself, so that the old handle is spent.
class Heart:
    def __init__(self, loop, transport):
        self._loop = loop
        self._transport = transport

    def on_open(self):
        self._timer = None
        self.handle_beat()

    def handle_beat(self):
        self._transport.write(b"ping")
        self._timer = self._loop.call_later(20, self.handle_beat)

    def close(self):
        self._timer.cancel()
