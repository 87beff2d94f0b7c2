# Nothing between registering and taking back waits or raises.
class Catalogue:
    def __init__(self, bus):
        self._bus = bus

    def names(self):
        found = []

        def note(name):
            found.append(name)

        self._bus.add_listener("name", note)
        self._bus.emit("list")
        self._bus.remove_listener("name", note)
        if not found:
            raise LookupError("no names")
        return found
