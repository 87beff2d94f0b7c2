# The panel makes the hub, so both go together.
from project.hubs import Hub


class Panel:
    def __init__(self, address):
        self._hub = Hub(address)
        self._hub.listeners.append(self.show)

    def show(self, value):
        print(self._hub, value)

    def close(self):
        print("closed")
