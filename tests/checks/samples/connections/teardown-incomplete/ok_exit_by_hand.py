# The connection is entered and left by hand: `__aexit__` closes it as `async with` would.
import websockets


class Reconnecting:
    def __init__(self, url: str) -> None:
        self._url = url
        self._conn = None
        self.ws = None

    async def __aenter__(self) -> "Reconnecting":
        self._conn = websockets.connect(self._url)
        self.ws = await self._conn.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self.ws:
            await self.ws.close()
        if self._conn:
            await self._conn.__aexit__(*exc_info)
