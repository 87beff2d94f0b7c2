# Fine: the function raises where nothing was made.
from somewhere import find


async def connect(services, greet):
    manager = await find(services)
    if manager is None:
        raise LookupError(services)
    try:
        await greet(services)
    except BaseException:
        await manager.close()
        raise
    return manager
