# The hub keeps a method of every panel that was ever opened: nothing takes it out of the hub's list again.


class Panel:
    def __init__(self, hub, address):
        self._hub = hub
        self._address = address

    def open(self):
        self._hub.listeners[self._address].append(self.show)  # expect: WSH101

    def show(self, value):
        print(self._address, value)

    def close(self):
        print("closed", self._address)
