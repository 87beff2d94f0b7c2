# Nothing is known to be open when the login fails; behind it every error is caught, or the way out closes.
from contextlib import suppress

from meters.client import Meter


async def check(host, password):
    meter = Meter(host)
    await meter.login(password)
    await meter.close()


async def power(host, password):
    meter = Meter(host)
    await meter.login(password)
    try:
        return await meter.read_power()
    finally:
        await meter.close()


async def power_or_none(host, password):
    meter = Meter(host)
    await meter.login(password)
    try:
        value = await meter.read_power()
    except ValueError:
        value = None
    await meter.close()
    return value


async def greet(host, password):
    meter = Meter(host)
    await meter.login(password)
    with suppress(Exception):
        await meter.show("hello")
    await meter.close()


async def names(host):
    meter = Meter(host)
    await meter.read_name()
    await meter.read_room()
    await meter.close()
