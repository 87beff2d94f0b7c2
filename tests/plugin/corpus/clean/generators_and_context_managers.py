# clean: resources in generators, nested contexts and callbacks that are unwound at the end of the test
import asyncio
import contextlib
import socket
import threading


@contextlib.contextmanager
def pair():
    near, far = socket.socketpair()
    try:
        yield near, far
    finally:
        near.close()
        far.close()


@contextlib.asynccontextmanager
async def background(coroutine):
    task = asyncio.create_task(coroutine)
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def opened():
    with pair() as (near, _):
        yield near


def test_generator_closed_by_garbage():
    generator = opened()
    assert next(generator).fileno() > 0


def test_stack_of_many():
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(pair())


async def test_nested():
    async with background(asyncio.sleep(60)) as outer, background(asyncio.sleep(60)) as inner:
        assert outer is not inner


async def test_popped():
    async with contextlib.AsyncExitStack() as stack:
        task = await stack.enter_async_context(background(asyncio.sleep(60)))
        later = stack.pop_all()
    assert not task.done()
    await later.aclose()
    assert task.cancelled()


def test_thread_with_event():
    ready, stop = threading.Event(), threading.Event()

    def run():
        ready.set()
        stop.wait()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    stop.set()
