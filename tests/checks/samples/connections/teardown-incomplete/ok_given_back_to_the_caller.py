# Fine: whoever loads a pairing gets it, and closes it.
import asyncio


class Pairing:
    async def connect(self, host):
        self._reader, self._writer = await asyncio.open_connection(host, 80)

    def close(self):
        self._writer.close()


class Controller:
    def __init__(self, hub):
        self.pairings = {}
        self._hub = hub
        self._timer = None

    async def load(self, name, host):
        pairing = self.pairings[name] = Pairing()
        await pairing.connect(host)
        return pairing

    def start(self):
        self._hub.register(self._on_service)

    def _on_service(self, event):
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(1, print, event)

    def stop(self):
        self._hub.unregister(self._on_service)
        self._timer.cancel()
