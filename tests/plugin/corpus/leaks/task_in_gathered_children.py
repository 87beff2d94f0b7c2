# leak: task | test_devices_report | Device.poll | count: 3
"""Each gathered set-up starts a poller of its own; gather itself ends."""

import asyncio


class Device:
    def __init__(self, number):
        self.number, self.readings = number, []

    async def start(self):
        await asyncio.sleep(0)
        self.poller = asyncio.create_task(self.poll())  # <- born
        return self

    async def poll(self):
        while True:
            self.readings.append(self.number)
            await asyncio.sleep(30)


async def test_devices_report():
    devices = await asyncio.gather(*(Device(number).start() for number in range(3)))
    await asyncio.sleep(0.01)
    assert [device.readings for device in devices] == [[0], [1], [2]]
