# Closing takes the method out of the hub's list again.


class Panel:
    def __init__(self, hub, address):
        self._hub = hub
        self._address = address

    def open(self):
        self._hub.listeners[self._address].append(self.show)

    def show(self, value):
        print(self._address, value)

    def close(self):
        self._hub.listeners[self._address].remove(self.show)
