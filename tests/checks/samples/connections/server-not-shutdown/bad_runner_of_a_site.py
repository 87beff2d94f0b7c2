# To stop the site leaves what runs it open, and nobody has that.
from aiohttp import web


class Device:
    def __init__(self, app):
        self._app = app
        self._site = None

    async def start(self):
        runner = web.AppRunner(self._app)  # expect: WSH408 medium
        await runner.setup()
        self._site = web.TCPSite(runner, "localhost", 9000)
        await self._site.start()

    async def stop(self):
        await self._site.stop()
