# leak: lock | test_slot_is_not_given_back | anyio.Semaphore | held by   lock_of_anyio_and_trio.SLOTS | born: slot
# leak: lock | test_error_on_the_way | trio.Lock | born: gate
# leak: lock | test_token_for_a_job[run0] | anyio.CapacityLimiter | release_on_behalf_of(borrower) | born: job
# leak: lock | test_token_for_a_job[run1] | trio.CapacityLimiter | release_on_behalf_of(borrower) | born: job
# leak: lock | test_token_of_the_task_itself | trio.CapacityLimiter | async with | born: own
import anyio
import pytest
import trio

SLOTS = []


def test_slot_is_not_given_back():
    async def main():
        slots = anyio.Semaphore(2)
        SLOTS.append(slots)
        await slots.acquire()  # <- slot
        async with slots:
            assert slots.value == 0

    anyio.run(main)


def test_error_on_the_way():
    gate = trio.Lock()
    SLOTS.append(gate)

    async def main():
        gate.acquire_nowait()  # <- gate
        raise OSError("the peer has gone")

    with pytest.raises(OSError):
        trio.run(main)


@pytest.mark.parametrize("run", [anyio.run, trio.run])
def test_token_for_a_job(run):
    async def main():
        limiter = anyio.CapacityLimiter(2)
        SLOTS.append(limiter)
        await limiter.acquire_on_behalf_of("job")  # <- job
        await limiter.acquire_on_behalf_of("other job")
        limiter.release_on_behalf_of("other job")

    run(main)


def test_token_of_the_task_itself():
    async def main():
        limiter = trio.CapacityLimiter(1)
        SLOTS.append(limiter)
        await limiter.acquire()  # <- own

    trio.run(main)
