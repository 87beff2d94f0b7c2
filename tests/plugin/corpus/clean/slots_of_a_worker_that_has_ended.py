"""A worker has taken slots for what it has fetched, and ends with them: they were its own, and nobody waits for one."""

import queue
import threading

import pytest


class Consumer:
    def __init__(self, source):
        self.source = source
        self.slots = threading.Semaphore(5)

    def take(self):
        if not self.slots.acquire(timeout=0.01):
            return None
        try:
            return self.source.get(timeout=0.01)
        except queue.Empty:
            self.slots.release()
            return None


class ConsumerThread(threading.Thread):
    def __init__(self, source):
        super().__init__(daemon=True)
        self.source = source
        self.running = True
        self.taken = queue.Queue()
        self.consumer = None

    def run(self):
        self.consumer = Consumer(self.source)
        while self.running:
            message = self.consumer.take()
            if message is not None:
                self.taken.put(message)

    def stop(self):
        self.running = False


@pytest.fixture
def source():
    return queue.Queue()


@pytest.fixture
def worker(source):
    thread = ConsumerThread(source)
    thread.start()
    yield thread
    thread.stop()
    thread.join()


def test_prefetches(worker, source):
    for n in range(10):
        source.put(n)
    while worker.taken.qsize() < 5:
        pass
    assert source.qsize() == 5


class TestOwnLock:
    def setup_method(self):
        self.gate = threading.Lock()

    def test_shuts_it(self):
        self.gate.acquire()
        assert self.gate.locked()
