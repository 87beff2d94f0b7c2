# `gather` and `as_completed` raise the first error and cancel nothing: the tasks are cancelled after one error only.
import asyncio


class Refused(Exception):
    pass


async def answer(model, guards, question):
    asking = asyncio.create_task(model.ask(question))
    try:
        allowed, said = await asyncio.gather(guards.check(question), asking)  # expect: WSH205 medium
    except Refused:
        asking.cancel()
        raise
    return said if allowed else None


async def check(guards, question):
    checks = [asyncio.create_task(guard.check(question)) for guard in guards]
    for check in asyncio.as_completed(checks):  # expect: WSH205 medium
        if await check:
            for each in checks:
                each.cancel()
            raise Refused(question)
