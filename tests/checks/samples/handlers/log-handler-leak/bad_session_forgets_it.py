# Closing the session closes its file, and leaves the handler on the logger.
import logging

LOG = logging.getLogger("session")


class Session:
    def __init__(self, ws, path):
        self.ws = ws
        self.handler = logging.FileHandler(path)
        LOG.addHandler(self.handler)  # expect: WSH110 info

    async def close(self):
        self.handler.close()
        await self.ws.close()
