# Something is taken off the same emitter, but not this handler.
class Session:
    def __init__(self, emitter, tape):
        self._emitter = emitter
        self._tape = tape
        emitter.on("price", self._priced)  # expect: WSH101

    def _priced(self, price): ...

    def close(self):
        self._emitter.unmute(self._tape)
