# clean: context variables, callbacks and futures that hold on to nothing for long
import asyncio
import contextvars

REQUEST = contextvars.ContextVar("request")


async def test_context():
    REQUEST.set("r1")
    copied = contextvars.copy_context()
    task = asyncio.create_task(asyncio.sleep(0), context=copied)
    await task
    assert copied[REQUEST] == "r1"


async def test_done_callbacks():
    future, seen = asyncio.get_running_loop().create_future(), []
    future.add_done_callback(lambda done: seen.append(done.result()))
    future.set_result(3)
    await asyncio.sleep(0)
    assert seen == [3]


async def test_future_nobody_waits_for():
    asyncio.get_running_loop().create_future()


async def test_soon():
    asyncio.get_running_loop().call_soon(print)
