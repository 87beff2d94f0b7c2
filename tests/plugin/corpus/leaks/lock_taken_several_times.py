# leak: lock | test_three_dials | threading.Semaphore | held by   lock_taken_several_times.SLOTS | count: 3
"""One semaphore, of which three slots are taken and not given back: each of them is held by the same."""

import threading

SLOTS = threading.Semaphore(5)


def test_three_dials():
    for _ in range(3):
        SLOTS.acquire()  # <- born
