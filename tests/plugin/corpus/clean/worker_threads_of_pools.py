# clean: workers of pools live on by design
import asyncio
import socket

import anyio.to_thread


async def test_to_thread():
    assert await asyncio.to_thread(sum, [1, 2]) == 3


async def test_default_executor():
    loop = asyncio.get_running_loop()
    assert await asyncio.gather(*(loop.run_in_executor(None, abs, -number) for number in range(8))) == list(range(8))


async def test_getaddrinfo():
    assert await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)


async def test_anyio_worker():
    assert await anyio.to_thread.run_sync(len, "abc") == 3
