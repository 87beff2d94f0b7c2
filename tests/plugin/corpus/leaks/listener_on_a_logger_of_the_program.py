# leak: listener | test_visit | logger `visits`, as one of its handlers | `logger.removeHandler(handler)`
"""The program has made its logger itself, past getLogger, and keeps it for good."""

import logging

LOGGER = logging.Logger("visits")


def test_visit():
    LOGGER.addHandler(logging.NullHandler())  # <- born
