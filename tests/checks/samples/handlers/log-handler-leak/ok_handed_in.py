# Whoever hands the handler in takes it off again.
import logging


class Session:
    def __init__(self, ws, handler):
        self.ws = ws
        self.log = logging.getLogger("session")
        self.log.addHandler(handler)

    async def close(self):
        await self.ws.close()
