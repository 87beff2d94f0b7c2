# leak: listener | test_reload | SIGUSR1
"""Reload on SIGUSR1: the handler stays on the session's loop."""

import asyncio
import os
import signal

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_reload():
    reloaded = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, reloaded.set)  # <- born
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.wait_for(reloaded.wait(), 5)


async def test_clean_reload():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR2, print)
    loop.remove_signal_handler(signal.SIGUSR2)
