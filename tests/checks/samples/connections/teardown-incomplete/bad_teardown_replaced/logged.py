from .link import Link


class LoggedLink(Link):
    def __init__(self, host):
        super().__init__(host)
        self._log = open("link.log", "a")

    async def close(self):  # expect: WSH403 medium
        self._log.close()
