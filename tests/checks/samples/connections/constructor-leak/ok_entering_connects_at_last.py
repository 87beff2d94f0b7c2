# What may fail comes before the transport is connected.


class Client:
    def __init__(self, transport, directory):
        self._transport = transport
        self._directory = directory

    async def __aenter__(self):
        self._address = await self._directory.look_up("hub")
        await self._transport.connect()
        return self

    async def __aexit__(self, *exception):
        await self._transport.close()
