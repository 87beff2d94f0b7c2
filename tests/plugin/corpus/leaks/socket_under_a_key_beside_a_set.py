# run: discover
# leak: socket | test_dials | held by   fixture `hub`.named | registry fixture hub.named 0 -> 1
# leak: task | test_starts | registry fixture hub.jobs 0 -> 1 | born: started
"""What a module's object has accepted is its own, and leads back to it: a peer that a test has named still leaks."""

import asyncio
import uuid

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Hub:
    def __init__(self):
        self.accepted = set()
        self.named = {}
        self.jobs = []

    async def serve(self, reader, writer):
        self.accepted.add(writer)
        await reader.read()
        self.accepted.discard(writer)
        writer.close()

    async def dial(self, name):
        self.named[name] = await asyncio.open_connection("127.0.0.1", self.port)  # <- born

    def start(self, work):
        self.jobs.append(asyncio.create_task(work))  # <- started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hub():
    hub = Hub()
    server = await asyncio.start_server(hub.serve, "127.0.0.1", 0)
    hub.port = server.sockets[0].getsockname()[1]
    yield hub
    for job in hub.jobs:
        job.cancel()
    for _, writer in hub.named.values():
        writer.close()
    server.close()
    await server.wait_closed()


async def test_dials(hub):
    await hub.dial(uuid.uuid4())
    await asyncio.sleep(0.01)


async def test_starts(hub):
    hub.start(asyncio.sleep(60))
    await asyncio.sleep(0)
