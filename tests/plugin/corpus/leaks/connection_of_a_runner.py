# leak: connection | test_wait_for | task test_wait_for.<locals>.run() | KEPT[ | born: wait_for
# leak: connection | test_gather | task test_gather.<locals>.run() | task test_gather.<locals>.read() | born: gather
# leak: connection | test_shield | task test_shield.<locals>.run() | born: shield
# leak: connection | test_group | task test_group.<locals>.run() | task test_group.<locals>.read() | born: group
# leak: connection | test_future | task test_future.<locals>.run() | .close() | born: future
# leak: connection | test_stays_inside | cancel the task that runs `test_stays_inside | born: inside
# leak: connection | test_connects_again | cancel the task that runs `test_connects_again.<locals>.run()` | born: again
# leak: connection | test_has_more_to_do | task test_has_more_to_do.<locals>.read() | born: more
# leak: task | test_has_more_to_do | test_has_more_to_do.<locals>.run() | task sleep() | born: has more
# leak: connection | test_consumer_behind | task test_consumer_behind.<locals>.read() | born: behind
# leak: task | test_consumer_behind | test_consumer_behind.<locals>.use() | born: consumer
"""Tasks that read from a connection, in every way to wait for it; those that do something else stand on their own."""

import asyncio
import threading

import pytest
from tornado.websocket import websocket_connect
from websockets.asyncio.client import connect
from websockets.sync.server import serve

KEPT = []


@pytest.fixture(scope="module")
def url():
    def echo(connection):
        for message in connection:
            connection.send(message)

    with serve(echo, "127.0.0.1", 0, close_timeout=0.1) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
    thread.join()


async def start(coroutine):
    KEPT.append(asyncio.create_task(coroutine))
    await asyncio.sleep(0.02)


async def test_wait_for(url):
    ws = await connect(url)  # <- wait_for

    async def run():
        await asyncio.wait_for(ws.recv(), 20)

    await start(run())


async def test_gather(url):
    ws = await connect(url)  # <- gather

    async def read():
        async for message in ws:
            print(message)

    async def run():
        await asyncio.gather(read(), ws.wait_closed())

    await start(run())


async def test_shield(url):
    ws = await connect(url)  # <- shield

    async def run():
        await asyncio.shield(ws.recv())

    await start(run())


async def test_group(url):
    ws = await connect(url)  # <- group

    async def read():
        async for message in ws:
            print(message)

    async def run():
        async with asyncio.TaskGroup() as readers:
            readers.create_task(read())

    await start(run())


async def test_future(url):
    connection = await websocket_connect(url)  # <- future

    async def run():
        while await connection.read_message() is not None:
            pass

    await start(run())


async def test_stays_inside(url):
    async def run():
        async with connect(url) as ws:  # <- inside
            await ws.wait_closed()

    await start(run())


async def test_connects_again(url):
    async def run():
        async for ws in connect(url):  # <- again
            async for message in ws:
                print(message)

    await start(run())


async def test_has_more_to_do(url):
    ws = await connect(url)  # <- more

    async def read():
        async for message in ws:
            print(message)

    async def run():
        async with asyncio.TaskGroup() as work:
            work.create_task(read())
            work.create_task(asyncio.sleep(60))

    KEPT.append(asyncio.create_task(run()))  # <- has more
    await asyncio.sleep(0.02)


async def test_consumer_behind(url):
    ws = await connect(url)  # <- behind
    queue = asyncio.Queue()

    async def read():
        async for message in ws:
            queue.put_nowait(message)

    async def use():
        while True:
            await queue.get()

    await start(read())
    KEPT.append(asyncio.create_task(use()))  # <- consumer
    await asyncio.sleep(0.02)


async def test_closes_before_it_ends(url):
    ws = await connect(url)

    async def run():
        async with asyncio.timeout(20):
            async for message in ws:
                print(message)

    await start(run())
    await ws.close()
    await KEPT.pop()
