# run: discover
# leak: registry | test_visit | VISITS
"""A counter by visitor that nothing is ever taken out of."""

import collections

VISITS = collections.Counter()


def visit(visitor):
    VISITS[visitor] += 1  # <- born


def test_visit():
    visit(object())
    assert VISITS.total() > 0
