# run: strict
# leak: task | test_starts_and_keeps | forever() | FUTURES[0].cancel()` | born: keeps
# leak: task | test_starts_and_drops | awaiting anyio.sleep(60) | `future.cancel()` | born: drops
# leak: task | test_waits_for_the_start | serve() | born: start
# leak: connection | test_session_stays_open | OPEN, /echo | SESSIONS[0].__exit__( | born: session
"""Tasks that tests give to the portal of a module's fixture, which cancels them much later."""

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient

FUTURES = []
SESSIONS = []


async def forever():
    await anyio.sleep(60)


async def serve(*, task_status):
    task_status.started(1)
    await anyio.sleep(60)


async def echo(websocket):
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


class Service:
    def __init__(self, portal):
        self.portal = portal

    def start(self):
        self.portal.start_task_soon(self.run)

    async def run(self):
        await anyio.sleep(60)


@pytest.fixture(scope="module")
def portal():
    with start_blocking_portal() as portal:
        yield portal
        portal.call(portal.stop, True)


@pytest.fixture(scope="module")
def service():
    with start_blocking_portal() as portal:
        yield Service(portal)
        portal.call(portal.stop, True)


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=[WebSocketRoute("/echo", echo)])) as client:
        yield client
        for session in SESSIONS:
            session.__exit__(None, None, None)


def test_starts_and_keeps(portal):
    FUTURES.append(portal.start_task_soon(forever))  # <- keeps


def test_starts_and_drops(portal):
    portal.start_task_soon(forever)  # <- drops


def test_waits_for_the_start(portal):
    portal.start_task(serve)  # <- start


def test_session_stays_open(client):
    SESSIONS.append(client.websocket_connect("/echo"))
    SESSIONS[0].__enter__()  # <- session


def test_cancels(portal):
    portal.start_task_soon(forever).cancel()


def test_calls(portal):
    assert portal.call(anyio.sleep, 0.01) is None


def test_is_done_soon(portal):
    portal.start_task_soon(anyio.sleep, 0.02)


def test_starts_the_service_of_the_module(service):
    service.start()


def test_goes_on_without_it(service):
    assert service.portal
