# run: discover
# leak: task | test_given_and_kept | GIVEN[0].cancel()` | registry registry_of_what_closes_leaks.GIVEN
# leak: socket | test_stack_kept | STACKS[0].close()` | registry registry_of_what_closes_leaks.STACKS | born: stack
# leak: async generator | test_entered_by_hand | LEASES[0].__aexit__(None, None, None)` | registry | born: lease
# leak: task | fixture hub (function) | registry_of_what_closes_leaks.CALLS[0].cancel()` | born: call
# leak: registry | test_locks_kept | new when run again: <lock> | born: lock
"""What a program keeps is a handle of the leak, which is released by it: not a second leak that the container grows."""

import asyncio
import contextlib
import socket
import threading

import pytest
import pytest_asyncio

GIVEN, STACKS, LEASES, LOCKS, CALLS = [], [], [], [], []


async def forever():
    await asyncio.sleep(3600)


@pytest.fixture(scope="module")
def loop():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_given_and_kept(loop):
    GIVEN.append(asyncio.run_coroutine_threadsafe(forever(), loop))  # <- born
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()


def test_stack_kept():
    with contextlib.ExitStack() as stack:
        stack.enter_context(socket.socket())  # <- stack
        STACKS.append(stack.pop_all())


@contextlib.asynccontextmanager
async def lease():
    yield


async def test_entered_by_hand():
    LEASES.append(lease())
    await LEASES[-1].__aenter__()  # <- lease


def test_locks_kept():
    lock = threading.Lock()
    LOCKS.append(lock)  # <- lock
    with lock:
        pass


@pytest_asyncio.fixture
async def hub():
    calls = asyncio.Queue()

    async def answer():
        while await calls.get():
            CALLS.append(asyncio.create_task(forever()))  # <- call

    async with asyncio.TaskGroup() as group:
        group.create_task(answer())
        yield calls
        calls.put_nowait(0)


async def test_the_task_is_told_as_the_leak_of_the_fixture(hub):
    hub.put_nowait(1)
    await asyncio.sleep(0.01)
