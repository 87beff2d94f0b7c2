# leak: thread | test_debounce | flush
"""`threading.Timer` as a debouncer: replaced, but the last one never cancelled."""

import threading


class Debounce:
    def __init__(self, delay, function):
        self.delay, self.function, self.timer = delay, function, None

    def poke(self):
        if self.timer is not None:
            self.timer.cancel()
            self.timer.join()
        self.timer = threading.Timer(self.delay, self.function)
        self.timer.daemon = True
        self.timer.start()  # <- born


def flush():
    raise AssertionError("nobody waits that long")


def test_debounce():
    debounce = Debounce(500, flush)
    for _ in range(3):
        debounce.poke()
    assert debounce.timer.is_alive()
