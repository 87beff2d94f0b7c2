# clean: tokens of limiters that come back: from threads of a library's too, also one that nobody waits for any more
import time

import anyio
import anyio.to_thread
import pytest
import trio

LIMITERS = []


@pytest.mark.parametrize("run", [anyio.run, trio.run])
def test_tokens_of_tasks_threads_and_jobs(run):
    async def waits(limiter):
        async with limiter:
            await anyio.sleep(0)

    async def main():
        limiter = anyio.CapacityLimiter(1)
        LIMITERS.append(limiter)
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(waits, limiter)
        await limiter.acquire_on_behalf_of("job")
        limiter.release_on_behalf_of("job")
        await anyio.to_thread.run_sync(int, limiter=limiter)
        with anyio.move_on_after(0.01):
            await anyio.to_thread.run_sync(time.sleep, 0.2, limiter=limiter, abandon_on_cancel=True)

    run(main)


def test_token_that_is_no_longer_wanted():
    async def main():
        limiter = trio.CapacityLimiter(1)
        LIMITERS.append(limiter)
        async with limiter:
            with trio.move_on_after(0.01):
                await limiter.acquire_on_behalf_of("job")

    trio.run(main)
