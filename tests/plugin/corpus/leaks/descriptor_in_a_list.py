# run: discover
# leak: descriptor | test_number_is_kept | `os.close(descriptor_in_a_list.NUMBERS[0])` | registry | born: number
# leak: descriptor | test_pair_by_name | os.close(descriptor_in_a_list.PIPES['out'][ | registry | count: 2 | born: pair
# leak: registry | test_number_of_something_else | new when run again | born: other
"""A number in a container is a handle of what is open under it: one leak, and closing that is what releases it."""

import itertools
import os

COUNT = itertools.count(100_000)
NUMBERS, TICKETS = [], []
PIPES = {}


def test_number_is_kept():
    NUMBERS.append(os.dup(0))  # <- number


def test_pair_by_name():
    PIPES["out"] = os.pipe()  # <- pair


def test_number_of_something_else():
    number = os.dup(0)
    TICKETS.append(next(COUNT))  # <- other
    os.close(number)
