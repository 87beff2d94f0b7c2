# leak: descriptor | test_terminal | /dev/pt | count: 2
"""A terminal has two ends, as a pipe has, and is left once."""

import os

ENDS = []


def test_terminal():
    ENDS.extend(os.openpty())  # <- born
    assert os.isatty(ENDS[0])
