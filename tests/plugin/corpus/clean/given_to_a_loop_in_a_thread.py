# clean: work that is given to a loop in another thread without waiting, and is done soon
import asyncio
import threading

import pytest


@pytest.fixture(scope="module")
def loop():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.parametrize("seconds", [0, 0.01])
def test_the_task_ends_by_itself(loop, seconds):
    asyncio.run_coroutine_threadsafe(asyncio.sleep(seconds), loop)


def test_a_callback(loop):
    loop.call_soon_threadsafe(lambda: None)


def test_a_timer_that_fires(loop):
    loop.call_soon_threadsafe(loop.call_later, 0.01, lambda: None)


def test_a_loop_that_stops_before_it_comes_to_it():
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    loop.call_soon_threadsafe(loop.stop)
    loop.call_soon_threadsafe(lambda: None)
    thread.join()
    loop.close()
