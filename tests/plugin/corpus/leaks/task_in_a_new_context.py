# leak: task | test_application_is_left | `serve()` was still running | parts     task Queue.get() | born: app
"""An application that a test's helper starts in an empty context still runs for that test, whoever turns the loop."""

import asyncio
import contextvars

import pytest


async def serve(events):
    waiting = [asyncio.ensure_future(events.get())]
    try:
        while True:
            await asyncio.wait(waiting)
            waiting[0] = asyncio.ensure_future(events.get())
    finally:
        for task in waiting:
            task.cancel()


@pytest.fixture
def events():
    return asyncio.Queue()


async def test_application_is_left(events):
    contextvars.Context().run(asyncio.create_task, serve(events))  # <- app
    await asyncio.sleep(0)
    events.put_nowait("hello")  # it is looked at when the test is over
