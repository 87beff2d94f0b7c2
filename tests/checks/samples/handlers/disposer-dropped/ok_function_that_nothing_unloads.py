# Fine: the module is set up once, and lasts as long as its bus.
class Bus:
    def __init__(self):
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)

        def forget():
            self._handlers.remove(handler)

        return forget


BUS = Bus()


def setup(store):
    def changed(event):
        store["last"] = event

    BUS.listen(changed)


def unload_entry(store, entry):
    store.pop(entry.name)
