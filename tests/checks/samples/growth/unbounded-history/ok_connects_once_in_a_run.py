# The watcher connects once, when its run begins, and lists what is there then.
class Sound:
    def __init__(self, factory):
        self._factory = factory
        self._streams = []
        self._sinks = []

    def _connect(self, bus):
        for path in bus.get("Sinks"):
            sink = self._factory.new(bus, path)
            if sink:
                self._sinks.append(sink)


class Watcher(Sound):
    def run(self, bus, loop):
        self._connect(bus)
        loop.run()

    def shutdown(self):
        self._streams = []

    def names(self):
        return [sink.name for sink in self._sinks]
