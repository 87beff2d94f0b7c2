# Fine: the site serves on the socket, and closes it when it is stopped.
import socket

from aiohttp import web


class Publisher:
    def __init__(self, handler):
        self._runner = web.ServerRunner(web.Server(handler))

    async def start(self, port):
        listening = socket.socket()
        listening.bind(("localhost", port))
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()

    async def stop(self):
        await self._runner.cleanup()
