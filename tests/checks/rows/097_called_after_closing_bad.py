# A view that is closed is called all the same.
class View:
    def __init__(self, bus):
        self.bus = bus
        self.state = None
        self.mounted = True
        bus.on("price", self.set_state)  # expect: WSH101

    def set_state(self, value):
        self.state = value

    async def aclose(self):
        self.mounted = False
        self.state = None
