from .device import Device


async def probe(host):
    device = Device(host)  # expect: WSH401
    await device.connect()
    print("reachable")
