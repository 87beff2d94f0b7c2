# leak: listener | test_interrupt_is_caught | SIGUSR2
"""`signal.signal` without putting the old handler back."""

import os
import signal
import threading

CAUGHT = threading.Event()


def catch(number, frame):
    CAUGHT.set()


def test_interrupt_is_caught():
    signal.signal(signal.SIGUSR2, catch)  # <- born
    os.kill(os.getpid(), signal.SIGUSR2)
    assert CAUGHT.wait(5)
