# Only a login that fails closes the stream: of a session that was opened well, nothing does.
import asyncio


class Session:
    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("feed", 9000)  # expect: WSH402 medium
        try:
            self._writer.write(b"login")
            await self._writer.drain()
        except OSError:
            self._writer.close()
            raise
