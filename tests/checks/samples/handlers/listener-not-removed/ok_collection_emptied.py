# Closing drops the hub's entry for the address, with all methods in it.


class Panel:
    def __init__(self, hub, address):
        self._hub = hub
        self._address = address

    def open(self):
        self._hub.listeners[self._address].append(self.show)

    def show(self, value):
        print(self._address, value)

    def close(self):
        self._hub.listeners.pop(self._address, None)
