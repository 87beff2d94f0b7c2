# leak: lock | test_slot_is_not_given_back | anyio.Semaphore | held by   lock_of_anyio_and_trio.SLOTS | born: slot
# leak: lock | test_error_on_the_way | trio.Lock | born: gate
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
