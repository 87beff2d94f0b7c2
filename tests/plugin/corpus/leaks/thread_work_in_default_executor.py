# leak: thread | test_import_of_users | import_rows
"""Work in a pool's thread that goes on after the test has stopped waiting for it."""

import asyncio
import threading

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")
GO_ON = threading.Event()


def import_rows():
    GO_ON.wait(20)


async def test_import_of_users():
    loop = asyncio.get_running_loop()
    job = loop.run_in_executor(None, import_rows)  # <- born
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.shield(job), 0.01)


@pytest.fixture(scope="session", autouse=True)
def release():
    yield
    GO_ON.set()
