# leak: descriptor | test_wakeup_pipe | pipe | release   `os.close(descriptor)` | count: 2
"""A self-pipe for wake-ups, made with os.pipe, that nobody closes."""

import os

PIPES = []


class Wakeup:
    def __init__(self):
        self.read, self.write = os.pipe()  # <- born
        PIPES.append(self)

    def poke(self):
        os.write(self.write, b"!")


def test_wakeup_pipe():
    wakeup = Wakeup()
    wakeup.poke()
    assert os.read(wakeup.read, 1) == b"!"
