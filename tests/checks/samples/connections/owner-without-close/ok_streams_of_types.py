# The types are written out where the stream is made, and both ends are closed; what is called by its name is no type.
import anyio

from streams import makers


class Feed:
    def __init__(self, kind):
        self._sending, self._receiving = anyio.create_memory_object_stream[str | None](10)
        self._other = makers[kind]()

    async def put(self, text):
        await self._sending.send(text)

    async def take(self):
        return await self._receiving.receive()

    async def aclose(self):
        self._sending.close()
        self._receiving.close()
