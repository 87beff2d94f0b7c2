# What fails is the reading of another method: then nobody needs it any more.
import asyncio


class Session:
    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("feed", 9000)
        try:
            self._writer.write(b"login")
            await self._writer.drain()
        except OSError:
            self._writer.close()
            raise

    async def read(self) -> None:
        try:
            while True:
                print(await self._reader.readline())
        except OSError:
            self._writer.close()
