# clean: a semaphore that is released first is a signal, and locks of anyio and trio are given back
import asyncio
import threading

import anyio
import trio

ARRIVED = threading.Semaphore(0)
READY = asyncio.Semaphore(0)
GATE = anyio.Lock()


def test_a_thread_tells_that_it_has_arrived():
    thread = threading.Thread(target=ARRIVED.release)
    thread.start()
    assert ARRIVED.acquire(timeout=5)
    thread.join()


async def test_the_first_message_is_waited_for():
    asyncio.get_running_loop().call_soon(READY.release)
    await READY.acquire()


async def test_two_are_ready_before():
    READY.release()
    READY.release()
    await READY.acquire()


def test_waiting_in_line():
    async def use():
        async with GATE:
            await anyio.sleep(0)

    async def main():
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(use)

    anyio.run(main)


def test_condition_of_trio():
    async def main():
        condition, waiting = trio.Condition(), trio.Event()

        async def wait():
            async with condition:
                waiting.set()
                await condition.wait()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait)
            await waiting.wait()
            async with condition:
                condition.notify_all()

    trio.run(main)
