# Nobody but the program calls `connect`, and with one of two names each time.
class Links:
    def __init__(self):
        self.states = {}
        self.open = {}

    async def connect(self, name):
        self.states[name] = "up"
        self.open[name] = True

    async def disconnect(self, name):
        self.open.pop(name, None)


async def handler(websocket):
    links = LINKS
    await links.connect("left")
    await links.connect("right")
    async for _ in websocket:
        await links.disconnect("left")


LINKS = Links()
