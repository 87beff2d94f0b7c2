# The method makes each handler once, and gives the same one to both calls.
class Client:
    def __init__(self, bus):
        self.bus = bus
        self._made = {}

    def _for(self, kind):
        def call(*args):
            self.handle(kind, *args)

        return self._made.setdefault(kind, call)

    def start(self):
        self.bus.on("message", self._for("message"))

    def stop(self):
        self.bus.remove_listener("message", self._for("message"))

    def handle(self, kind, *args):
        print(kind, args)
