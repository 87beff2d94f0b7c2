# The repair: stopping stops the site, and leaves its runner no longer.
from aiohttp import web


class Api:
    async def start(self):
        app = web.Application()
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        self.site = web.TCPSite(self.runner, "127.0.0.1", 8080)
        await self.site.start()

    async def stop(self):
        await self.runner.cleanup()
