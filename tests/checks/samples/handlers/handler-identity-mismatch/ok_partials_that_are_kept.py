# The very partial that was registered is taken back.
from functools import partial


class Session:
    def __init__(self, emitter, ws):
        self.ws = ws
        self.emitter = emitter
        self.on_data = partial(self.push, "data")
        emitter.add_listener("data", self.on_data)

    def push(self, kind, *args):
        self.ws.queue((kind, args))

    async def close(self):
        self.emitter.remove_listener("data", self.on_data)
        await self.ws.close()
