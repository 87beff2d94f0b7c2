# leak: event loop | test_runs | RUNNERS[0]._loop | RUNNERS[0].close()
# leak: event loop | test_drops_it | collected but never closed | born: dropped
# leak: event loop | test_only_asks_for_the_loop | RUNNERS[1].close() | born: asked
"""A runner makes its loop when it runs for the first time, and closes it when it is closed itself."""

import asyncio

RUNNERS = []


async def work():
    await asyncio.sleep(0)


def test_runs():
    runner = asyncio.Runner()
    RUNNERS.append(runner)
    runner.run(work())  # <- born


def test_drops_it():
    asyncio.Runner().run(work())  # <- dropped
    asyncio.set_event_loop(None)


def test_only_asks_for_the_loop():
    RUNNERS.append(asyncio.Runner())
    RUNNERS[1].get_loop()  # <- asked
