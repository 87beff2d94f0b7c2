# clean: a module's server that tests stop and start again on the same port
import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Service:
    def __init__(self):
        self.server, self.port = None, 0

    async def start(self):
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def answer(self, reader, writer):
        writer.write(b"up")
        writer.close()

    async def stop(self):
        self.server.close()
        await self.server.wait_closed()

    async def ask(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service():
    service = Service()
    await service.start()
    yield service
    await service.stop()


async def test_up(service):
    assert await service.ask() == b"up"


async def test_restart(service):
    await service.stop()
    await service.start()
    assert await service.ask() == b"up"


async def test_up_again(service):
    assert await service.ask() == b"up"
