# `rewind` closes the history client; `stop`, which ends the object, does not.
import httpx
import websockets


class Recorder:
    async def start(self, url):
        self._history = httpx.AsyncClient()  # expect: WSH403 medium
        self._live = await websockets.connect(url)

    async def rewind(self):
        await self._history.aclose()

    async def stop(self):
        await self._live.close()
