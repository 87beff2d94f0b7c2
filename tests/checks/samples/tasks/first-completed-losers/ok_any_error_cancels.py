# Whatever fails, the tasks are cancelled; or the wait raises no error before all have ended.
import asyncio


class Refused(Exception):
    pass


async def answer(model, guards, question):
    asking = asyncio.create_task(model.ask(question))
    try:
        allowed, said = await asyncio.gather(guards.check(question), asking)
    except BaseException:
        asking.cancel()
        raise
    return said if allowed else None


async def answer_at_last(model, guards, question):
    asking = asyncio.create_task(model.ask(question))
    try:
        allowed, said = await asyncio.gather(guards.check(question), asking)
    except Refused:
        return None
    finally:
        asking.cancel()
    return said if allowed else None


async def all_answers(model, questions):
    asking = [asyncio.create_task(model.ask(each)) for each in questions]
    try:
        return await asyncio.gather(*asking, return_exceptions=True)
    except Refused:
        for each in asking:
            each.cancel()
        raise


async def check(guards, question):
    checks = [asyncio.create_task(guard.check(question)) for guard in guards]
    try:
        for check in asyncio.as_completed(checks):
            if await check:
                raise Refused(question)
    finally:
        for each in checks:
            each.cancel()


async def answer_alone(model, question):
    asking = asyncio.create_task(model.ask(question))
    try:
        await asyncio.gather(asking)
    except Refused:
        asking.cancel()
        raise


async def answer_until_cancelled(model, guards, question):
    asking = asyncio.create_task(model.ask(question))
    try:
        allowed, said = await asyncio.gather(guards.check(question), asking)
    except asyncio.CancelledError:
        asking.cancel()
        raise
    return said if allowed else None
