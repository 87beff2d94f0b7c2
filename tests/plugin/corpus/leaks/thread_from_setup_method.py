# leak: thread | fixture setup_method (function) | Poller.poll | count: 1
"""A poller for each test, from `setup_method`; `teardown_method` forgets it in one of the two."""

import threading


class Poller:
    def __init__(self):
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.poll, daemon=True)
        self.thread.start()  # <- born

    def poll(self):
        while not self.stop.wait(0.05):
            pass


class TestPolling:
    def setup_method(self):
        self.poller = Poller()
        self.forget = False

    def teardown_method(self):
        if not self.forget:
            self.poller.stop.set()
            self.poller.thread.join()

    def test_polite(self):
        assert self.poller.thread.is_alive()

    def test_rude(self):
        self.forget = True
