# Each call of the method defines another function, so that the bus never had the one that it should take off.
class Client:
    def __init__(self, bus):
        self.bus = bus

    def _for(self, kind):
        def call(*args):
            self.handle(kind, *args)

        return call

    def start(self):
        self.bus.on("message", self._for("message"))

    def stop(self):
        self.bus.remove_listener("message", self._for("message"))  # expect: WSH105

    def handle(self, kind, *args):
        print(kind, args)
