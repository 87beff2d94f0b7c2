# `connect` takes its entry out, `disconnect` forgets to: what the one removes is its own.
import asyncio


class Radio:
    def __init__(self, driver):
        self._driver = driver
        self._ending = {}

    async def connect(self, device):
        try:
            await self._driver.connect(device)
        except OSError:
            ended = asyncio.get_running_loop().create_future()
            self._ending[device.identifier()] = ended
            try:
                self._driver.cancel(device)
                await ended
            finally:
                del self._ending[device.identifier()]
            raise

    async def disconnect(self, device):
        ended = asyncio.get_running_loop().create_future()
        self._ending[device.identifier()] = ended  # expect: WSH311 medium
        self._driver.cancel(device)
        await ended

    def on_disconnected(self, device):
        ended = self._ending.get(device.identifier())
        if ended is not None:
            ended.set_result(None)
