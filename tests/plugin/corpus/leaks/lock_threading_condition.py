# leak: lock | test_stock_is_taken | threading.Condition | STOCK.changed.release() | born: taken
"""A condition that is taken and not given back; another one whose waiting lets go of it."""

import threading


class Stock:
    def __init__(self):
        self.changed = threading.Condition()
        self.items = []

    def take(self):
        self.changed.acquire()  # <- taken
        if not self.items:
            return None
        item = self.items.pop()
        self.changed.release()
        return item


STOCK = Stock()
QUIET = threading.Condition()


def test_stock_is_taken():
    assert STOCK.take() is None


def test_nothing_comes():
    with QUIET:
        assert not QUIET.wait(0.01)
