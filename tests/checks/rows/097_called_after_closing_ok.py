# The repair: a view that is closed is called all the same no longer.
class View:
    def __init__(self, bus):
        self.bus = bus
        self.state = None
        self.mounted = True
        bus.on("price", self.set_state)

    def set_state(self, value):
        if self.mounted:
            self.state = value

    async def aclose(self):
        self.mounted = False
        self.bus.remove_listener("price", self.set_state)
        self.state = None
