# run: discover
# clean: a module's queue that is filled by one side and emptied by the other
import asyncio
import queue

JOBS = queue.Queue()
EVENTS = []


def test_filled_and_emptied():
    JOBS.put("a")
    assert JOBS.get_nowait() == "a"


async def test_in_a_task():
    async def produce():
        EVENTS.append("x")

    await asyncio.create_task(produce())
    assert EVENTS.pop() == "x"
