"""The four ready-made scenarios, with the limits that were asked for; and a manager that leaks, which breaks each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_wshygiene import Limits, scenarios
from wshygiene_reference import WebSocketManager
from wshygiene_reference.events import Event

from .conftest import Serve, address

pytestmark = pytest.mark.asyncio
#: What the leaky manager keeps of every connection and of every message, in bytes.
KEPT_OF_EACH, KEPT_OF_MESSAGES = 300_000, 30_000


def message(kind: str) -> Any:
    """Makes the n-th message of a kind, which asks for an answer."""
    return lambda number: json.dumps({"type": kind, "id": number, "data": {"jobId": str(number)}})


def rapid(uri: str) -> scenarios.Scenario:
    return scenarios.rapid_subscriptions(uri, message("job.subscribe"), message("job.unsubscribe"))


def stability(uri: str) -> scenarios.Scenario:
    return scenarios.exchange(uri, message("ping"))


def clean_up(uri: str) -> scenarios.Scenario:
    return scenarios.clean_up(uri, clients=20)


IN_AND_OUT = [
    pytest.param(rapid, scenarios.RAPID, "at most 5,000,000", id="rapid subscription cycles"),
    pytest.param(stability, scenarios.STABLE, "at most 2,000,000", id="connection stability"),
    pytest.param(clean_up, scenarios.CLEAN_UP, "of what a cycle needs, at least 80%", id="clean-up"),
]


@pytest.mark.parametrize(("scenario", "limits", "said"), IN_AND_OUT)
async def test_a_scenario_stays_within_its_limit(
    serve: Serve, wshygiene_churn: Any, scenario: Any, limits: Limits, said: str
) -> None:
    async with serve(message_burst=100_000) as manager:
        result = await wshygiene_churn(scenario(address(manager)), limits=limits)
    assert result.figures.live is not None, "live memory was measured"
    assert result.recovery.share > 0.8


async def test_a_long_subscription_stays_within_its_limit(serve: Serve, wshygiene_churn: Any) -> None:
    async with (
        serve(message_burst=100_000) as manager,
        scenarios.long_subscription(address(manager), message("job.subscribe"), messages=10) as scenario,
    ):
        result = await wshygiene_churn(scenario, cycles=13, limits=scenarios.LONG)
    assert result.figures.live is not None, "live memory was measured"


@contextmanager
def leaky(manager: WebSocketManager) -> Iterator[None]:
    """Have the manager keep something of every connection and every message, as one that is never told to forget."""
    kept: list[bytearray] = []
    dispatch = manager.router.dispatch

    def keep(event: Event) -> None:
        kept.append(bytearray(KEPT_OF_EACH))

    async def keep_and_dispatch(connection: Any, message: Any) -> object:
        kept.append(bytearray(KEPT_OF_MESSAGES))
        return await dispatch(connection, message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manager.router, "dispatch", keep_and_dispatch)
        manager.on_event("connection_opened", keep)
        yield
    kept.clear()


@pytest.mark.parametrize(("scenario", "limits", "said"), IN_AND_OUT)
async def test_a_manager_that_leaks_breaks_the_limit(
    serve: Serve, wshygiene_churn: Any, scenario: Any, limits: Limits, said: str
) -> None:
    async with serve(message_burst=100_000) as manager:
        with leaky(manager), pytest.raises(pytest.fail.Exception, match=said):
            await wshygiene_churn(scenario(address(manager)), cycles=3, limits=limits)


async def test_a_long_subscription_to_a_manager_that_leaks_breaks_the_limit(serve: Serve, wshygiene_churn: Any) -> None:
    async with (
        serve(message_burst=100_000) as manager,
        scenarios.long_subscription(address(manager), message("ping"), messages=3) as scenario,
    ):
        with leaky(manager), pytest.raises(pytest.fail.Exception, match=r"MB per hour .* at most 1"):
            await wshygiene_churn(scenario, limits=scenarios.LONG)
