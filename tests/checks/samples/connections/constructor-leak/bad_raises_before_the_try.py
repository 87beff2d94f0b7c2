# What fails while it connects closes the manager. A service that nobody knows is found out before, and does not.
import aiohttp


class Manager:
    def __init__(self, session, is_own):
        self.session = session
        self._is_own = is_own

    async def close(self):
        if self._is_own:
            await self.session.close()


async def make(session=None):
    if session is None:
        return Manager(aiohttp.ClientSession(), True)
    return Manager(session, False)


async def connect(services, known, greet):
    manager = await make()  # expect: WSH404 medium
    for service in services:
        if service not in known:
            raise RuntimeError(service)
    try:
        await greet(services)
    except BaseException:
        await manager.close()
        raise
    return manager
