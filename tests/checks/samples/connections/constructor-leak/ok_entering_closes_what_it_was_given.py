# Entering closes the transport itself when the greeting fails.


class Client:
    def __init__(self, transport):
        self._transport = transport
        self._schema = None

    async def __aenter__(self):
        await self._transport.connect()
        try:
            await self._greet()
        except Exception:
            await self._transport.close()
            raise
        return self

    async def __aexit__(self, *exception):
        await self._transport.close()

    async def _greet(self):
        self._schema = await self._transport.ask("schema")
