# A handler for cancellations, or a `finally`, closes it as well; or somebody else has it by then.
import asyncio

from carrier import Pipe


async def dial(address):
    pipe = await Pipe.plain(address)
    try:
        await pipe.wait_established()
    except (Exception, asyncio.CancelledError):
        pipe.abort()
        raise
    return pipe


async def dial_beside(address):
    pipe = await Pipe.plain(address)
    try:
        await pipe.wait_established()
    except asyncio.CancelledError:
        pipe.abort()
        raise
    except Exception:
        pipe.abort()
        raise
    return pipe


async def dial_in_the_end(address):
    pipe = await Pipe.plain(address)
    established = False
    try:
        try:
            await pipe.wait_established()
            established = True
        except Exception:
            await pipe.close()
            raise
    finally:
        if not established:
            pipe.abort()
    return pipe


class Exchange:
    def __init__(self):
        self._pipes = set()

    async def dial(self, address):
        pipe = await Pipe.plain(address)
        self._pipes.add(pipe)
        try:
            await pipe.wait_established()
        except Exception:
            self._pipes.discard(pipe)
            await pipe.close()
            raise
        self._pipes.discard(pipe)
        return pipe

    async def close(self):
        for pipe in tuple(self._pipes):
            await pipe.close()


async def asked(address, pipe):
    try:
        await pipe.wait_established()
    except Exception:
        await pipe.close()
        raise


async def made_in_the_try(address):
    try:
        pipe = await Pipe.plain(address)
    except Exception:
        await pipe.close()
        raise
    return pipe


async def given_to_who_waits_for_it(server, address):
    pipe = Pipe(address)
    try:
        await server.start(pipe)
    except Exception:
        await pipe.stop()
        raise
    return pipe
