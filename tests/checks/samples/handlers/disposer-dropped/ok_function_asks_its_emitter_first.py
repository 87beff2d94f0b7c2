# Fine: it registers only where nobody has yet, so that one handler serves all the times it is set up.
class Bus:
    def __init__(self):
        self.handlers = []

    def listen(self, handler):
        self.handlers.append(handler)

        def forget():
            self.handlers.remove(handler)

        return forget


def changed(event):
    print(event)


def setup_entry(bus: Bus, entry):
    if not bus.handlers:
        bus.listen(changed)


def unload_entry(bus, entry):
    print(entry)
