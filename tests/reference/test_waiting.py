"""Waits before trying again, and leaving a server in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers

from wshygiene_reference.client import Backoff, CircuitBreaker
from wshygiene_reference.client.breaker import BreakerState


@given(floats(0.001, 10), floats(10, 1000), integers(0, 200))
def test_a_wait_is_between_nothing_and_its_ceiling(first: float, longest: float, attempt: int) -> None:
    backoff = Backoff(first, longest, attempt=attempt)
    ceiling = backoff.ceiling
    assert ceiling <= longest
    assert 0 <= backoff.next() <= ceiling
    assert backoff.ceiling >= ceiling
    backoff.reset()
    assert backoff.ceiling == first


@pytest.mark.parametrize("wrong", [{"first": 0}, {"first": 2, "longest": 1}, {"factor": 0.5}])
def test_waits_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="0 < first <= longest and factor >= 1"):
        Backoff(**wrong)


def test_waits_differ() -> None:
    waits = {Backoff(1, 1).next() for _ in range(100)}
    assert len(waits) > 90, "clients that lost their server together do not come back together"


def test_the_breaker_opens_cools_down_and_lets_one_through() -> None:
    breaker = CircuitBreaker(failures=3, cooldown=10)
    for now in (1, 2):
        breaker.failed(now)
    assert breaker.state(2) is BreakerState.CLOSED
    breaker.failed(3)
    assert (breaker.state(4), breaker.wait(4)) == (BreakerState.OPEN, 9)
    assert (breaker.state(13), breaker.wait(13)) == (BreakerState.HALF_OPEN, 0)
    breaker.failed(14)
    assert (breaker.state(15), breaker.wait(15)) == (BreakerState.OPEN, 9)
    breaker.succeeded()
    assert (breaker.state(15), breaker.wait(15)) == (BreakerState.CLOSED, 0)


def test_a_breaker_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 failure"):
        CircuitBreaker(failures=0)
