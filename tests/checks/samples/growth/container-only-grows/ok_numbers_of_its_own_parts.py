# Fine: there are as many numbers as there are sinks, which are made with their owner.
class Dispatcher:
    def __init__(self, sinks):
        self._sinks = list(sinks)
        self._failures = {}

    def on_event(self, event):
        for sink in self._sinks:
            try:
                sink.write(event)
            except OSError:
                self._failures[id(sink)] = self._failures.get(id(sink), 0) + 1
