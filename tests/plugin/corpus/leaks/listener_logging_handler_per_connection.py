# leak: listener | test_two_visitors | chat.visits | handlers[0] | count: 2
"""Each connection logs to a handler of its own; only the connection goes away."""

import io
import logging


class Visit:
    def __init__(self, name):
        self.logger = logging.getLogger("chat.visits")
        self.handler = logging.StreamHandler(io.StringIO())
        self.logger.addHandler(self.handler)  # <- born
        self.logger.warning("%s came", name)

    def leave(self):
        self.handler.flush()


def test_two_visitors():
    for name in ("ann", "bob"):
        Visit(name).leave()
