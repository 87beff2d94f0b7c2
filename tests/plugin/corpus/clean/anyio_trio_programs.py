# run: strict
# clean: structured programs under both backends, with worker threads, portals and timeouts
import anyio
import anyio.from_thread
import anyio.to_process
import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.fixture
async def server():
    async def answer(stream):
        async with stream:
            await stream.send(await stream.receive())

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, answer)
        yield listener.extra(anyio.abc.SocketAttribute.local_port)
        group.cancel_scope.cancel()


async def test_echo(server):
    async with await anyio.connect_tcp("127.0.0.1", server) as stream:
        await stream.send(b"hi")
        assert await stream.receive() == b"hi"


async def test_timeout():
    with anyio.move_on_after(0.001):
        await anyio.sleep(60)


async def test_threads():
    assert await anyio.to_thread.run_sync(lambda: anyio.from_thread.run(anyio.sleep, 0)) is None


async def test_streams():
    send, receive = anyio.create_memory_object_stream(1)
    async with send, receive:
        await send.send(1)
        assert await receive.receive() == 1


def test_portal(anyio_backend):
    with anyio.from_thread.start_blocking_portal(anyio_backend) as portal:
        assert portal.call(anyio.sleep, 0) is None


def test_worker_processes(anyio_backend):
    assert anyio.run(anyio.to_process.run_sync, abs, -1, backend=anyio_backend) == 1
