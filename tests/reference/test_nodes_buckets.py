"""Buckets of users and addresses: what is full again is forgotten, so that a time without Redis leaves nothing."""

from __future__ import annotations

from wshygiene_reference.nodes.broker import Tokens
from wshygiene_reference.nodes.buckets import LocalBuckets


def of(key: str) -> Tokens:
    """A token of somebody who may have two at once, and one more each second."""
    return Tokens("user", key, 1.0, 2)


def test_those_that_are_full_again_are_forgotten() -> None:
    buckets = LocalBuckets()
    assert buckets.take(of("ann"), 0.0)
    assert buckets.take(of("bob"), 0.5)

    buckets.forget_full(1.2)
    assert len(buckets) == 1, "bob's is not full before 1.5 s"
    buckets.forget_full(1.5)
    assert len(buckets) == 0


def test_nobody_gets_more_by_being_forgotten() -> None:
    buckets = LocalBuckets()
    taken = [buckets.take(of("ann"), now) for now in (0.0, 0.0, 0.0, 0.9, 1.0, 1.0, 2.9, 3.0, 3.0)]
    assert taken == [True, True, False, False, True, False, True, True, False]


def test_somebody_who_is_in_debt_is_remembered() -> None:
    buckets = LocalBuckets()
    buckets.spend(Tokens("user", "ann", 1.0, 2, 10), 0.0)
    buckets.forget_full(3.9)
    assert len(buckets) == 1
    buckets.forget_full(4.0)
    assert len(buckets) == 0


def test_many_others_are_no_more_than_the_most() -> None:
    buckets = LocalBuckets(most=3)
    for number in range(10):
        buckets.take(of(str(number)), 0.0)
    assert len(buckets) == 3
