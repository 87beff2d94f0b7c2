# The cache gives the same function for the same argument.
import functools


class Client:
    def __init__(self, bus):
        self.bus = bus

    @functools.lru_cache(maxsize=8)
    def _for(self, kind):
        def call(*args):
            self.handle(kind, *args)

        return call

    def start(self):
        self.bus.on("message", self._for("message"))

    def stop(self):
        self.bus.remove_listener("message", self._for("message"))

    def handle(self, kind, *args):
        print(kind, args)
