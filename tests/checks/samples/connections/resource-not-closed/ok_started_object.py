# Fine: never connected, shut down, or handed to somebody.
import asyncio


class Device:
    def __init__(self, host):
        self._host = host

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 80)

    def shutdown(self):
        self._writer.close()


def describe(host):
    device = Device(host)
    print(device.name())


async def probe(host):
    device = Device(host)
    await device.connect()
    try:
        print(await device.ask())
    finally:
        device.shutdown()


async def enter(host, registry):
    device = Device(host)
    await device.connect()
    registry.add(device)
