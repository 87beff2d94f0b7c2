# Fine: every caller asks for one of two names.
class Codecs:
    def __init__(self):
        self._codecs = {}

    def _codec(self, name):
        if name not in self._codecs:
            self._codecs[name] = object()
        return self._codecs[name]

    def on_message(self, message):
        return self._codec("json"), self._codec("msgpack")
