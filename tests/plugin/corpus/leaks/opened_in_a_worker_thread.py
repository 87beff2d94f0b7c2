# run: strict
# leak: descriptor | test_file_is_left[asyncio] | KEPT[0].aclose() | born: file
# leak: descriptor | test_file_is_left[trio] | KEPT[1].aclose() | born: file
# leak: socket | test_socket_is_left | born: socket
"""What a worker thread opens for somebody is born where it was asked to, whoever the thread was started for."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import anyio
import anyio.to_thread
import pytest

KEPT = []


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.fixture(scope="module")
def pool():
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.mark.anyio
async def test_worker_is_started():
    assert await anyio.to_thread.run_sync(int, "3") == 3


@pytest.mark.anyio
async def test_file_is_left(tmp_path):
    KEPT.append(await anyio.open_file(tmp_path / "log", "w"))  # <- file


@pytest.mark.anyio
async def test_file_is_closed(tmp_path):
    async with await anyio.open_file(tmp_path / "log", "w") as file:
        await file.write("a")


def test_pool_is_started(pool):
    pool.submit(int).result()


def test_socket_is_left(pool):
    async def leave():
        address = server.getsockname()
        loop = asyncio.get_running_loop()
        KEPT.append(await loop.run_in_executor(pool, socket.create_connection, address))  # <- socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        asyncio.run(leave())
