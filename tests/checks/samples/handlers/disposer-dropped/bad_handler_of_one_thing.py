# Each device that is added gets a handler of its own on the bus, and none is taken back when the device is removed.
class Bus:
    def __init__(self):
        self._handlers = []

    def subscribe(self, topic, handler):
        entry = (topic, handler)
        self._handlers.append(entry)

        def unsubscribe():
            self._handlers.remove(entry)

        return unsubscribe


class Hub:
    def __init__(self, bus: Bus):
        self._bus = bus
        self._devices = {}

    def add_device(self, device):
        self._devices[device.name] = device

        async def changed(event):
            await device.update(event.value)

        self._bus.subscribe(device.topic, changed)  # expect: WSH102 medium

    def remove_device(self, name):
        self._devices.pop(name, None)
