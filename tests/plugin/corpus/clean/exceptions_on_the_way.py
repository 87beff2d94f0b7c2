# clean: failures that are expected, with clean-up behind them, and tracebacks that are kept
import asyncio
import contextlib
import socket

import pytest

ERRORS = []


async def fragile(queue):
    try:
        await queue.get()
        raise ValueError("bad frame")
    finally:
        queue.task_done()


async def test_raises_inside_task():
    queue = asyncio.Queue()
    task = asyncio.create_task(fragile(queue))
    queue.put_nowait(1)
    with pytest.raises(ValueError, match="bad frame"):
        await task


async def test_exception_never_retrieved():
    queue = asyncio.Queue()
    task = asyncio.create_task(fragile(queue))
    queue.put_nowait(1)
    await asyncio.wait([task])
    task.exception()


def test_kept_traceback_of_closed_socket():
    with contextlib.closing(socket.socket()) as sock:
        try:
            sock.connect(("127.0.0.1", 9))
        except OSError as error:
            ERRORS.append(error)


@pytest.mark.xfail(raises=ConnectionError, strict=True)
async def test_expected_failure():
    async with asyncio.timeout(5):
        raise ConnectionError("as expected")
