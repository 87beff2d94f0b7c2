# The repair: another partial is taken back than was registered no longer.
from functools import partial


class Session:
    def __init__(self, emitter, ws):
        self.emitter = emitter
        self.ws = ws
        self._on_data = partial(self.push, "data")
        self._on_end = partial(self.push, "end")
        emitter.add_listener("data", self._on_data)
        emitter.add_listener("end", self._on_end)

    def push(self, kind, *args):
        self.ws.queue((kind, args))

    async def close(self):
        self.emitter.remove_listener("data", self._on_data)
        self.emitter.remove_listener("end", self._on_end)
        await self.ws.close()
