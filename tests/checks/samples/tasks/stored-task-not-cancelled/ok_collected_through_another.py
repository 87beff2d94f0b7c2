# Fine: the task holds the sensor and not the gauge, which can be collected, and then cancels it.
import asyncio


async def read(sensor):
    while True:
        await asyncio.sleep(5)
        sensor.read()


class Gauge:
    def __init__(self, sensor):
        self._reading = asyncio.create_task(read(sensor))

    def __del__(self):
        self._reading.cancel()
