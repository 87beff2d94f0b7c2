# clean: tests that make, nest, replace and close loops of their own
import asyncio
import threading

import pytest


def test_runner():
    with asyncio.Runner() as runner:
        assert runner.run(asyncio.sleep(0, 1)) == 1
        assert runner.run(asyncio.sleep(0, 2)) == 2


def test_loop_by_hand():
    loop = asyncio.new_event_loop()
    try:
        assert loop.run_until_complete(asyncio.sleep(0, 3)) == 3
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


async def test_loop_in_a_thread():
    def run():
        return asyncio.run(asyncio.sleep(0.001, "inner"))

    assert await asyncio.to_thread(run) == "inner"


def test_portal():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    assert asyncio.run_coroutine_threadsafe(asyncio.sleep(0, 5), loop).result(5) == 5
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.parametrize("rounds", [1, 2])
def test_run_twice(rounds):
    for _ in range(rounds):
        asyncio.run(asyncio.sleep(0))
