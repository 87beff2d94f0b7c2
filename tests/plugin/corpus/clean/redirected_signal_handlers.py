# clean: signal handlers that are put back, on the loop and plainly
import asyncio
import contextlib
import os
import signal


@contextlib.contextmanager
def caught(number, handler):
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_plain():
    seen = []
    with caught(signal.SIGUSR1, lambda number, frame: seen.append(number)):
        os.kill(os.getpid(), signal.SIGUSR1)
    assert seen == [signal.SIGUSR1]


async def test_on_the_loop():
    loop, got = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, got.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await got.wait()
    loop.remove_signal_handler(signal.SIGUSR1)


def test_set_to_default_and_back():
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGINT, before)


def test_asyncio_run_takes_sigint_for_a_while():
    asyncio.run(asyncio.sleep(0))
