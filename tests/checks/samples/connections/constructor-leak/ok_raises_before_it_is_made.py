# Fine: what nobody knows is found out before anything is made, and whatever fails behind that closes it.
from somewhere import make


async def connect(services, known, greet):
    if not services:
        raise ValueError("none")
    manager = await make()
    try:
        if not known.issuperset(services):
            raise RuntimeError(services)
        await greet(services)
    except BaseException:
        await manager.close()
        raise
    return manager
