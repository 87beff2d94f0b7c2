# clean: a metrics object of the session starts its flusher thread when the first test counts something
import threading

import pytest


class Metrics:
    def __init__(self):
        self.counts, self.thread, self.stop = {}, None, threading.Event()

    def count(self, name):
        if self.thread is None:
            self.thread = threading.Thread(target=self.flush_for_ever)
            self.thread.start()
        self.counts[name] = self.counts.get(name, 0) + 1

    def flush_for_ever(self):
        while not self.stop.wait(0.01):
            pass

    def close(self):
        self.stop.set()
        if self.thread is not None:
            self.thread.join()


@pytest.fixture(scope="session")
def metrics():
    metrics = Metrics()
    yield metrics
    metrics.close()


def test_counts(metrics):
    metrics.count("visits")
    assert metrics.counts == {"visits": 1}


def test_counts_again(metrics):
    metrics.count("visits")
    assert metrics.counts["visits"] == 2
