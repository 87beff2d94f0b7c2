# The loop's timer holds the task, the task its gauge: nobody collects the gauge, so `__del__` never runs.
import asyncio


class Gauge:
    def __init__(self, sensor):
        self._sensor = sensor
        self.reading = asyncio.create_task(self._read())  # expect: WSH202

    async def _read(self):
        while True:
            await asyncio.sleep(5)
            self.level = self._sensor.level()

    def __del__(self):
        self.reading.cancel()
