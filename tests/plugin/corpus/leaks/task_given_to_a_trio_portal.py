# run: strict
# leak: task | test_starts_and_keeps | forever() | FUTURES[0].cancel()` | born: keeps
# leak: task | test_starts_and_drops | awaiting anyio.sleep(60) | `future.cancel()` | born: drops
"""Tasks that tests give to a run of trio in the thread of a module's portal, which cancels them much later."""

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

FUTURES = []


async def forever():
    await anyio.sleep(60)


class Service:
    def __init__(self, portal):
        self.portal = portal

    def start(self):
        self.portal.start_task_soon(self.run)

    async def run(self):
        async with anyio.create_task_group() as group:
            group.start_soon(self.beat)

    async def beat(self):
        await anyio.sleep(60)


@pytest.fixture(scope="module")
def portal():
    with start_blocking_portal("trio") as portal:
        yield portal
        portal.call(portal.stop, True)


@pytest.fixture(scope="module")
def service(portal):
    return Service(portal)


def test_starts_and_keeps(portal):
    FUTURES.append(portal.start_task_soon(forever))  # <- keeps


def test_starts_and_drops(portal):
    portal.start_task_soon(forever)  # <- drops


def test_cancels(portal):
    portal.start_task_soon(forever).cancel()


def test_calls(portal):
    assert portal.call(anyio.sleep, 0.01) is None


def test_is_done_soon(portal):
    portal.start_task_soon(anyio.sleep, 0.02)


def test_starts_the_service_of_the_module(service):
    service.start()
