# The loop runs until the worker process ends; `_shutdown` runs on that very loop, which cannot be closed from within.
import asyncio


class Worker:
    def __init__(self, path: str) -> None:
        self._path = path
        self._loop = None
        self._server = None

    def run(self) -> None:
        self._loop = asyncio.new_event_loop()  # expect: WSH403 medium
        self._loop.run_until_complete(self._serve())

    def terminate(self) -> None:
        self._loop.call_soon_threadsafe(self._shutdown)

    def _shutdown(self) -> None:
        self._server.close()

    async def _serve(self) -> None:
        self._server = await asyncio.start_unix_server(self._handle, self._path)
        await self._server.wait_closed()

    async def _handle(self, reader, writer) -> None:
        writer.close()
