# What is opened is of a class out of sight; the function closes it itself, but not when reading fails.
from meters.client import Meter


async def power(host, password):
    meter = Meter(host)  # expect: WSH401 medium
    await meter.login(password)
    value = await meter.read_power()
    await meter.close()
    return value
