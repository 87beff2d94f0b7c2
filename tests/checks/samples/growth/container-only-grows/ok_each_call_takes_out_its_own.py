# Fine: both calls take their entry out, and the answer takes out that of the third.
import asyncio


class Radio:
    def __init__(self, driver):
        self._driver = driver
        self._ending = {}
        self._reading = {}

    async def connect(self, device):
        ended = asyncio.get_running_loop().create_future()
        self._ending[device.identifier()] = ended
        try:
            await ended
        finally:
            del self._ending[device.identifier()]

    async def disconnect(self, device):
        ended = asyncio.get_running_loop().create_future()
        self._ending[device.identifier()] = ended
        try:
            self._driver.cancel(device)
            await ended
        finally:
            self._ending.pop(device.identifier(), None)

    async def read(self, device):
        answer = asyncio.get_running_loop().create_future()
        self._reading[device.identifier()] = answer
        try:
            return await answer
        finally:
            self._reading.pop(device.identifier(), None)

    def on_read(self, device, value):
        answer = self._reading.pop(device.identifier(), None)
        if answer is not None:
            answer.set_result(value)
