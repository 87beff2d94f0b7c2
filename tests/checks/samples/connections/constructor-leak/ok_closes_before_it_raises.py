# Fine: it is closed before the function raises.
from somewhere import make


async def connect(services, known, greet):
    manager = await make()
    if not known.issuperset(services):
        await manager.close()
        raise RuntimeError(services)
    try:
        await greet(services)
    except BaseException:
        await manager.close()
        raise
    return manager
