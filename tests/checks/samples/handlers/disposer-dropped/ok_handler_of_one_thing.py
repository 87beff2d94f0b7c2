# Fine: the handler of each thing is kept by it, taken back by its topic, or of no thing at all; or nothing is removed.
class Bus:
    def __init__(self):
        self._handlers = []

    def subscribe(self, topic, handler):
        entry = (topic, handler)
        self._handlers.append(entry)

        def unsubscribe():
            self._handlers.remove(entry)

        return unsubscribe

    def unsubscribe_all(self, topic):
        self._handlers = [each for each in self._handlers if each[0] != topic]


class Hub:
    def __init__(self, bus: Bus):
        self._bus = bus
        self._devices = {}

    def add_device(self, device):
        def changed(event):
            device.update(event.value)

        self._devices[device.name] = self._bus.subscribe(device.topic, changed)

    def remove_device(self, name):
        self._devices.pop(name)()


class ByTopic:
    def __init__(self, bus: Bus):
        self._bus = bus

    def add_device(self, device):
        def changed(event):
            device.update(event.value)

        self._bus.subscribe(device.topic, changed)

    def remove_device(self, device):
        self._bus.unsubscribe_all(device.topic)


class OfTheProgram:
    def __init__(self, bus: Bus):
        self._bus = bus

    def load_part(self, part):
        self._bus.subscribe(part.topic, lambda event: print(part, event))
