# The transport was given, but who enters connects it: when the greeting fails, nobody runs `__aexit__`.


class Client:
    def __init__(self, transport):
        self._transport = transport
        self._schema = None

    async def __aenter__(self):
        await self._transport.connect()
        await self._greet()  # expect: WSH404 medium
        return self

    async def __aexit__(self, *exception):
        await self._transport.close()

    async def _greet(self):
        self._schema = await self._transport.ask("schema")
