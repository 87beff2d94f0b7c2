# Fine: the pool has it by then, and closes it when it ends.
from somewhere import make


async def connect(pool, services, known, greet):
    manager = await make()
    pool.add(manager)
    if not known.issuperset(services):
        raise RuntimeError(services)
    try:
        await greet(services)
    except BaseException:
        await manager.close()
        raise
    return manager
