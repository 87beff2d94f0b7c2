# An emitter whose library only its name tells may be another one's: what it returns, or a method of its own, undoes.
class Off:
    def __init__(self, hub):
        self._hub = hub
        hub.on("price", self._priced)

    def _priced(self, price): ...

    def close(self):
        self._hub.off("price", self._priced)


class OffForAll:
    def __init__(self, emitter):
        self._emitter = emitter
        self._emitter.on("price", self._priced)

    def _priced(self, price): ...

    def close(self):
        self._emitter.off_all(self)


class Deleted:
    def __init__(self, events):
        self._events = events
        self._events.add_listener("price", self._priced)

    def _priced(self, price): ...

    def close(self):
        self._events.del_listener("price", self._priced)


class Token:
    def __init__(self, bus):
        self._bus = bus
        self._token = bus.on("price", self._priced)

    def _priced(self, price): ...

    def close(self):
        self._bus.forget(self._token)


class Disposer:
    def __init__(self, bus):
        self._off = bus.on("price", self._priced)

    def _priced(self, price): ...

    def close(self):
        self._off()
