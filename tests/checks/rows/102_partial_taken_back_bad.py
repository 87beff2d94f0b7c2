# Another partial is taken back than was registered.
from functools import partial


class Session:
    def __init__(self, emitter, ws):
        self.emitter = emitter
        self.ws = ws
        emitter.add_listener("data", partial(self.push, "data"))
        emitter.add_listener("end", partial(self.push, "end"))

    def push(self, kind, *args):
        self.ws.queue((kind, args))

    async def close(self):
        self.emitter.remove_listener("data", partial(self.push, "data"))  # expect: WSH105
        self.emitter.remove_listener("end", partial(self.push, "end"))  # expect: WSH105
        await self.ws.close()
