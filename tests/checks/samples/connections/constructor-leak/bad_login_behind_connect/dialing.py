# The link is connected by the time its login fails, and nobody closes it: the caller never gets it.
from .link import Link


async def dial(host, name):
    link = Link(host)  # expect: WSH404 medium
    await link.connect()
    await link.login(name)
    return link


class Client:
    def __init__(self, host):
        self._host = host
        self._link = None

    async def start(self):
        link = Link(self._host)  # expect: WSH404 medium
        await link.connect()
        await link.login("me")
        self._link = link

    async def stop(self):
        if self._link is not None:
            await self._link.close()
