"""A program that closes its own loop takes its signal handlers off; the default loop is for whoever asks next."""

import asyncio
import signal
import sys

import pytest

if sys.version_info < (3, 14):

    @pytest.fixture
    def no_loop_yet():
        before = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
        yield
        asyncio.set_event_loop_policy(before)

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_default_loop(no_loop_yet):
        assert asyncio.get_event_loop().run_until_complete(asyncio.sleep(0, "result")) == "result"


def main(loop):
    loop.add_signal_handler(signal.SIGUSR2, loop.stop)
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()


def test_main():
    main(asyncio.new_event_loop())


async def test_handler_put_back_by_hand():
    before = signal.getsignal(signal.SIGUSR2)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR2, print)
    signal.signal(signal.SIGUSR2, before)
