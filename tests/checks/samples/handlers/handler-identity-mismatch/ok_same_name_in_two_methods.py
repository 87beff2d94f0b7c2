# Each method defines a function of its own under the same name, and takes that one back.
class Catalogue:
    def __init__(self, bus):
        self._bus = bus

    def names(self):
        found = []

        def note(name):
            found.append(name)

        self._bus.add_listener("name", note)
        self._bus.emit("names")
        self._bus.remove_listener("name", note)
        return found

    def sizes(self):
        found = []

        def note(size):
            found.append(size)

        self._bus.add_listener("size", note)
        self._bus.emit("sizes")
        self._bus.remove_listener("size", note)
        return found
