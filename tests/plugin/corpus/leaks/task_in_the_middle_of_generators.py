# leak: task | test_reader_is_left | `reading()` | async generator | in pages, at yield
# leak: task | test_session_is_left | `serving()` | in session, at yield | in nested, at yield | born: served
# leak: async generator | test_only_the_stream_is_left | `pages()` | born: stream
"""A task that is left in the middle of its streams and sessions: they end with it, and are no leaks of their own."""

import asyncio
import contextlib
import itertools

KEPT = []


async def pages():
    for page in itertools.count():
        yield page


@contextlib.asynccontextmanager
async def session():
    async with nested():
        yield


@contextlib.asynccontextmanager
async def nested():
    yield


async def reading():
    async for _ in pages():
        await asyncio.sleep(60)


async def serving():
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(session())
        await asyncio.sleep(60)


async def test_reader_is_left():
    KEPT.append(asyncio.create_task(reading()))  # <- born
    await asyncio.sleep(0)


async def test_session_is_left():
    KEPT.append(asyncio.create_task(serving()))  # <- served
    await asyncio.sleep(0)


async def test_only_the_stream_is_left():
    stream = pages()
    KEPT.append(stream)
    await anext(stream)  # <- stream
    task = asyncio.create_task(reading())
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
