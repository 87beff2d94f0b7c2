# Each time the entry is unloaded and set up again, one more handler stays behind: the function drops its disposer.
class Bus:
    def __init__(self):
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)

        def forget():
            self._handlers.remove(handler)

        return forget


BUS = Bus()


def setup_entry(store, entry):
    def changed(event):
        store[entry.name] = event

    store[entry.name] = None
    BUS.listen(changed)  # expect: WSH102 medium


def unload_entry(store, entry):
    store.pop(entry.name)
