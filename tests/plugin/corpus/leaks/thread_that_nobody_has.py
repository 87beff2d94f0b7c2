# leak: thread | test_flusher | nobody: it runs by itself, for a `Flusher` that nothing else holds | in self.queue.get()
# leak: thread | test_registered | for a `Flusher` that is held by thread_that_nobody_has.FLUSHERS['a'] | born: born
# leak: thread | test_function | nobody: it runs by itself | in stop.wait() | keep the thread | born: function
# leak: thread | test_of_a_library | for a `QueueListener` that nothing else | in self.dequeue(True) | born: listener
# leak: thread | test_timer | in Timer.run, in self.finished.wait(self.interval) | keep the thread | born: timer
# leak: lock | test_second_lock | wait_for_it`, variable `lock` | born: lock
# leak: thread | test_second_lock | nobody: it runs by itself | in lock.acquire() | born: waits
# leak: thread | test_in_c | in Thread.run, in self._target( | born: c
"""Threads that the program has dropped: they are told by what they run, what they wait for, and who started them."""

import logging.handlers
import queue
import threading
import time

import pytest

FLUSHERS = {}
ENDS = []


@pytest.fixture(scope="module", autouse=True)
def stop_all():
    yield
    for end in ENDS:
        end()


class Flusher:
    def __init__(self):
        self.queue = queue.Queue()
        ENDS.append(self.ending(self.queue))
        threading.Thread(target=self.run, name="flusher").start()  # <- born

    @staticmethod
    def ending(jobs):
        return lambda: jobs.put(None)

    def run(self):
        while self.queue.get() is not None:
            pass


def wait(stop):
    stop.wait()


def test_flusher():
    Flusher()


def test_registered():
    FLUSHERS["a"] = Flusher()


def test_function():
    stop = threading.Event()
    ENDS.append(stop.set)
    threading.Thread(target=wait, args=(stop,)).start()  # <- function


def test_of_a_library():
    jobs = queue.Queue()
    logging.handlers.QueueListener(jobs).start()  # <- listener
    ENDS.append(lambda: jobs.put(None))


def test_timer():
    timer = threading.Timer(50, print)
    ENDS.append(timer.finished.set)
    timer.start()  # <- timer


def test_second_lock():
    lock = threading.Lock()
    lock.acquire()  # <- lock

    def wait_for_it():
        lock.acquire()

    threading.Thread(target=wait_for_it, daemon=True).start()  # <- waits


def test_ends():
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()


def test_in_c():
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()  # <- c
