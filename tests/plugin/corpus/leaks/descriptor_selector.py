# leak: descriptor | test_nothing_is_ready | eventpoll | Poller.made[0].selector.close()`
"""A poller of the program's own, never closed."""

import selectors


class Poller:
    made = []

    def __init__(self):
        self.selector = selectors.DefaultSelector()  # <- born
        self.made.append(self)

    def ready(self):
        return self.selector.select(0)


def test_nothing_is_ready():
    assert Poller().ready() == []
