"""Sending to many, current values, and progress."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists

from wshygiene_reference import Credentials, Identity
from wshygiene_reference.cache import LastValueCache
from wshygiene_reference.rates import TokenBucket

from .conftest import Serve, client, until
from .test_rooms_and_typing import ask

asynchronous = pytest.mark.asyncio


async def by_token(credentials: Credentials) -> Identity:
    user, _, session = (credentials.token or "").partition("/")
    return Identity(user, session)


def shown(token: str) -> dict[str, Any]:
    return {"additional_headers": {"Authorization": f"Bearer {token}"}}


@asynchronous
async def test_users_sessions_and_everybody_are_reached(serve: Serve) -> None:
    async with serve(by_token) as manager, client(manager, **shown("ada/phone")) as phone:
        async with client(manager, **shown("ada/laptop")) as laptop, client(manager, **shown("grace/phone")) as grace:
            await until(lambda: len(manager.registry) == 3)
            assert manager.send_to_user("ada", 1) == 2
            assert manager.send_to_session("phone", 2) == 2
            assert manager.broadcast(3) == 3
            assert manager.send_to_user("nobody", 4) == 0
            heard = {ws: [json.loads(await ws.recv())["data"] for _ in range(n)] for ws, n in
                     ((phone, 3), (laptop, 2), (grace, 2))}  # fmt: skip
            assert list(heard.values()) == [[1, 2, 3], [1, 3], [2, 3]]


@asynchronous
async def test_of_values_that_change_quickly_the_first_and_the_last_are_sent(serve: Serve) -> None:
    async with serve(throttle_interval=0.1) as manager, client(manager) as ws:
        await ask(ws, "analytics.subscribe", type="prices")
        for price in range(50):
            manager.publish("analytics:prices", price, key="EUR")
        assert [json.loads(await ws.recv())["data"] for _ in range(2)] == [0, 49]
        await until(lambda: len(manager.publisher.throttle) == 0)


@asynchronous
async def test_who_comes_later_gets_the_last_value(serve: Serve) -> None:
    async with serve() as manager, client(manager) as ws:
        manager.publish("analytics:prices", 1.09, key="EUR")
        await ask(ws, "analytics.subscribe", type="prices")
        (connection,) = manager.registry
        assert manager.publisher.catch_up(connection, "analytics:prices", "EUR")
        assert json.loads(await ws.recv())["data"] == 1.09
        assert not manager.publisher.catch_up(connection, "analytics:prices", "JPY")


@asynchronous
async def test_progress_reaches_the_session_and_no_other(serve: Serve) -> None:
    async with serve(by_token) as manager, client(manager, **shown("ada/upload")) as ws:
        await until(lambda: manager.registry.ids())
        assert manager.progress.progress("upload", 10, "resizing", "images") == 1
        assert manager.progress.error("another", "broken") == 0
        assert manager.progress.error("upload", "broken") == 1
        assert manager.progress.complete("upload", {"images": 12}) == 1
        heard = [json.loads(await ws.recv()) for _ in range(3)]
        assert [each["type"] for each in heard] == ["progress", "progress.error", "progress.complete"]
        assert heard[0]["data"] == {
            "sessionId": "upload", "progress": 10, "message": "resizing", "stage": "images"
        }  # fmt: skip
        with pytest.raises(ValueError, match="percent are between 0 and 100"):
            manager.progress.progress("upload", 101)


@asynchronous
async def test_a_session_is_named_by_the_query_or_by_the_route_of_its_progress(serve: Serve) -> None:
    paths = ["/api/images_mvp/progress/my%20upload", "/?my%20upload", "/progress?my%20upload", "/elsewhere/my%20upload"]
    async with serve() as manager, AsyncExitStack() as stack:
        for path in paths:
            await stack.enter_async_context(client(manager, path))
        await until(lambda: len(manager.registry) == len(paths))
        assert manager.progress.progress("my upload", 10) == 3


@asynchronous
async def test_two_handlers_for_one_type_are_a_mistake(serve: Serve) -> None:
    async with serve() as manager:
        with pytest.raises(ValueError, match="messages of type 'ping' have a handler already"):
            manager.on_message("ping", lambda connection, message: asyncio.sleep(0))


@given(integers(1, 5), lists(integers(0, 9)))
def test_a_cache_holds_its_size_and_not_one_more(size: int, keys: list[int]) -> None:
    cache: LastValueCache[int, int] = LastValueCache(size)
    recent: list[int] = []
    for key in keys:
        cache.put(key, key * 10)
        recent = [each for each in recent if each != key][-(size - 1) :] if size > 1 else []
        recent.append(key)
        assert len(cache) == len(recent) <= size
        assert all(each in cache for each in recent)


def test_a_cache_forgets_what_was_used_least() -> None:
    cache: LastValueCache[str, int] = LastValueCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("b"), cache.get("a"), cache.get("c")) == (None, 1, 3)
    assert cache.shrink(0.5) == 1
    assert "a" not in cache
    with pytest.raises(ValueError, match="at least 1 value"):
        LastValueCache(0)


@given(lists(integers(0, 1000), max_size=60))
def test_a_bucket_lets_through_its_burst_and_then_its_rate(waits: list[int]) -> None:
    bucket = TokenBucket(rate=2, burst=5, now=0)
    now, passed = 0.0, 0
    for wait in waits:
        now += wait / 1000
        passed += bucket.take(now)
        assert passed <= 5 + 2 * now + 1e-6


@asynchronous
@pytest.mark.parametrize("answer", [object(), float("nan"), {1, 2}], ids=["an object", "NaN", "a set"])
async def test_an_answer_that_json_cannot_say_is_an_error_and_not_the_end(
    serve: Serve, caplog: pytest.LogCaptureFixture, answer: object
) -> None:
    async def wrong(connection: object, message: object) -> object:
        return answer

    async with serve() as manager, client(manager) as ws:
        manager.on_message("wrong", wrong)
        await ws.send('{"type":"wrong","id":1}')
        assert await ws.recv() == '{"type":"error","id":1,"code":"internal","message":"it failed"}'
        assert "pong" in str(await ask(ws, "ping"))
    assert "handling a message" in caplog.text


@asynchronous
async def test_what_no_browser_could_read_is_neither_sent_nor_taken(serve: Serve) -> None:
    async with serve() as manager, client(manager) as ws:
        for wrong in (float("nan"), float("inf")):
            with pytest.raises(ValueError, match="not JSON compliant"):
                manager.broadcast({"price": wrong})
        for number in ("NaN", "-Infinity", "1e999"):
            await ws.send(f'{{"type":"ping","id":1,"data":{{"a":{number}}}}}')
            assert '"code":"json"' in str(await ws.recv())
