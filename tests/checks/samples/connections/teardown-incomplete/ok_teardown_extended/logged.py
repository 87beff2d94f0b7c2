from .link import Link


class LoggedLink(Link):
    async def close(self):
        print("closing", self._host)
        await super().close()


class NamedLink(Link):
    async def close(self):
        self._names.clear()
        await Link.close(self)


class AbortedLink(Link):
    async def close(self):
        await self.abort()
