"""Alerts leave the process: signed, tried again while that may help, and never in anybody's way."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import Any

import pytest

from wshygiene_reference import ConfigError, WebSocketManager
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.operation.signing import checked_url, signature, signing_key
from wshygiene_reference.operation.webhook import AlertWebhook, WebhookRules, _retry_after

from .conftest import Serve, client, until
from .http_receiver import Receiver
from .test_rooms_and_typing import ask

asynchronous = pytest.mark.asyncio
NOWHERE = "webhook_url = (secret) is nowhere that alerts can be posted to. It looks like https://host/path."
QUICK = WebhookRules(timeout=5.0, deadline=60.0, waiting=5, grace=5.0, first_retry=0.01, longest_retry=0.02)


@asynccontextmanager
async def hooked(
    serve: Serve, url: str, secret: str | None = None, rules: WebhookRules = QUICK
) -> AsyncIterator[tuple[WebSocketManager, AlertWebhook]]:
    async with serve(alert_cooldown=0) as manager, AlertWebhook(manager, url, secret, rules) as hook:
        yield manager, hook


def alert(manager: WebSocketManager, name: str = "memory", message: str = "High memory usage detected: 91 %") -> None:
    manager.alerts.tell(name, message, manager.now())


@asynchronous
async def test_an_alert_is_posted_as_json_and_signed(serve: Serve) -> None:
    receiver = Receiver("204 No Content")
    async with receiver.serving() as url, hooked(serve, f"{url}/hook?a=b", "whsec_bm9ib2R5IGtub3dz") as (manager, hook):
        alert(manager)
        await until(lambda: hook.counts.delivered == 1)
    (posted,) = receiver.posted
    assert posted.path == "/hook?a=b"
    assert posted.headers["content-type"] == "application/json"
    told = json.loads(posted.body)
    assert told["type"] == "alert.memory"
    assert told["data"] == {
        "name": "memory",
        "message": "High memory usage detected: 91 %",
        "host": socket.gethostname(),
    }
    signed = f"{posted.headers['webhook-id']}.{posted.headers['webhook-timestamp']}.".encode() + posted.body
    expected = b64encode(hmac.new(b"nobody knows", signed, hashlib.sha256).digest()).decode()
    assert posted.headers["webhook-signature"] == f"v1,{expected}"


def test_the_signature_is_the_one_that_receivers_know() -> None:
    """The figures are those that the libraries of Standard Webhooks are tested with."""
    key = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signing_key("plain text that is long") == b"plain text that is long"
    assert signing_key("whsec_" + b64encode(b"x").decode()) == b64decode("eA==")


@asynchronous
@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (["500 Oops"], "it answers 500"),
        (["503 Busy\r\nRetry-After: 0"], "it answers 503"),
        (["429 Slow down\r\nRetry-After: 0"], "it answers 429"),
        (["408 Late"], "it answers 408"),
        (["rubbish"], "Server disconnected"),
        (["gone"], "Server disconnected without sending a response"),
    ],
)
async def test_what_may_pass_is_tried_again(
    serve: Serve, answers: list[str], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    receiver = Receiver(*answers * 3, "200 OK")
    async with receiver.serving() as url, hooked(serve, url) as (manager, hook):
        alert(manager)
        await until(lambda: hook.counts.retried >= 1)
        await until(lambda: hook.counts.delivered == 1)
        assert hook.health() is None
        assert len(receiver.posted) == 4
        assert len({posted.headers["webhook-id"] for posted in receiver.posted}) == 1
        assert "webhook-signature" not in receiver.posted[0].headers
    logged = [each.message for each in caplog.records if each.message.startswith("webhook")]
    assert len(logged) == 2, logged
    assert why in logged[0]
    assert logged[1] == "webhook: alerts are delivered again"


@asynchronous
async def test_nobody_there_is_tried_again_and_the_health_says_so(serve: Serve) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    receiver = Receiver("200 OK")
    async with hooked(serve, f"http://127.0.0.1:{port}/") as (manager, hook):
        alert(manager)
        await until(lambda: hook.counts.retried >= 2)
        assert "alerts do not reach the web hook: All connection attempts failed" in manager.health()["reasons"]
        async with client(manager) as ws:  # meanwhile it serves
            await ask(ws, "ping")
        async with receiver.serving(port):
            await until(lambda: hook.counts.delivered == 1)
        assert hook.health() is None


@asynchronous
async def test_who_does_not_answer_is_not_waited_for(serve: Serve) -> None:
    rules = WebhookRules(timeout=0.1, first_retry=0.01)
    receiver = Receiver("silence")
    async with receiver.serving() as url, hooked(serve, url, rules=rules) as (manager, hook):
        alert(manager)
        await until(lambda: hook.trouble == "no answer within 0.1 s")
        receiver.answers = ["200 OK"]
        await until(lambda: hook.counts.delivered == 1)


@asynchronous
@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
async def test_a_redirection_is_not_followed(serve: Serve, status: str) -> None:
    elsewhere = Receiver("200 OK")
    async with elsewhere.serving() as other:
        receiver = Receiver(f"{status}\r\nLocation: {other}/stolen")
        async with receiver.serving() as url, hooked(serve, url) as (manager, hook):
            alert(manager)
            await until(lambda: hook.counts.failed == 1)
            assert hook.trouble == f"it answers {status[:3]}"
    assert (len(receiver.posted), elsewhere.posted) == (1, [])


@asynchronous
async def test_what_is_refused_is_given_up_and_the_next_goes_on(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    receiver = Receiver("404 Not Found", "200 OK")
    async with receiver.serving() as url, hooked(serve, f"{url}/secret-path") as (manager, hook):
        alert(manager)
        alert(manager, "errors", "many")
        await until(lambda: hook.counts.delivered == 1)
        assert (hook.counts.failed, hook.counts.retried) == (1, 0)
    assert "webhook: an alert was given up: it answers 404" in caplog.text
    assert "secret-path" not in caplog.text


@asynchronous
async def test_an_alert_that_has_become_too_old_is_given_up(serve: Serve) -> None:
    receiver = Receiver("429 Slow down\r\nRetry-After: 3600")
    async with receiver.serving() as url, hooked(serve, url) as (manager, hook):
        alert(manager)
        await until(lambda: hook.counts.failed == 1)
    assert len(receiver.posted) == 1


@asynchronous
async def test_of_too_many_the_oldest_are_dropped_and_counted(serve: Serve) -> None:
    receiver = Receiver("silence", "200 OK")
    rules = WebhookRules(timeout=60, waiting=3, grace=0)
    async with receiver.serving() as url, hooked(serve, url, rules=rules) as (manager, hook):
        alert(manager)
        await until(lambda: receiver.posted)
        for number in range(10):
            alert(manager, message=str(number))
        assert hook.counts.dropped == 7
        assert [json.loads(each.body)["data"]["message"] for each in hook._waiting] == ["7", "8", "9"]
    assert hook.counts.failed == 4


@asynchronous
@pytest.mark.parametrize("answer", ["200 OK", "500 Oops"])
async def test_leaving_tries_what_waits_once_more(serve: Serve, answer: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whether that helps or not: it does not wait for the next attempt, which would be in a minute."""
    receiver = Receiver("500 Oops", answer)
    rules = WebhookRules(first_retry=60.0, longest_retry=60.0, grace=30.0)
    async with receiver.serving() as url:
        async with hooked(serve, url, rules=rules) as (manager, hook):
            alert(manager)
            alert(manager)
            await until(lambda: hook.counts.retried == 1)
        assert len(receiver.posted) == 3
    assert (hook.counts.delivered, hook.counts.failed) == ((2, 0) if answer == "200 OK" else (0, 2))
    assert len(manager.health_checks) == 0


@asynchronous
async def test_leaving_waits_no_longer_than_its_grace(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    receiver = Receiver("silence")
    rules = WebhookRules(timeout=600, grace=0.05)
    async with receiver.serving() as url, hooked(serve, url, rules=rules) as (manager, hook):
        alert(manager)
        await until(lambda: receiver.posted)
    assert "webhook: 1 alerts were not delivered before the end" in caplog.text
    assert hook.counts.failed == 1


@asynchronous
async def test_a_manager_posts_its_alerts_when_it_is_told_where_to(serve: Serve) -> None:
    receiver = Receiver("200 OK")
    async with receiver.serving() as url:
        config = OperationConfig(webhook_url=f"{url}/T0/B0", webhook_secret="something long enough")
        assert "T0" not in str(config.shown())
        async with serve(connections_alert=1, sweep_interval=0.05) as manager, Operation(manager, config):
            async with client(manager):
                await until(lambda: receiver.posted)
    assert json.loads(receiver.posted[0].body)["data"]["message"] == "High connection count detected: 1"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"webhook_url": "ftp://host/a"}, NOWHERE),
        ({"webhook_url": "host/path"}, NOWHERE),
        ({"webhook_url": "http://host:port/path"}, NOWHERE),
        ({"webhook_url": "https:///path"}, NOWHERE),
        (
            {"webhook_url": "http://h", "webhook_secret": "short"},
            "webhook_secret = (secret) is too short: at least 16 characters.",
        ),
        (
            {"webhook_url": "http://h", "webhook_secret": "whsec_not base 64 at all"},
            "webhook_secret = (secret) begins with `whsec_`, and what follows is not base64.",
        ),
    ],
)
def test_a_web_hook_that_cannot_be_is_refused_at_once(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        OperationConfig(**settings)
    assert str(error.value) == message


def test_a_wait_is_told_in_seconds_or_as_a_date() -> None:
    assert [_retry_after(each) for each in ("7", "", "soon", "-3", "1.5", "Mon, 01 Jan 1990 00:00:00 GMT")] == [
        7, 0, 0, 0, 0, 0,
    ]  # fmt: skip
    assert _retry_after(formatdate(4102444800, usegmt=True)) > 3500
    assert checked_url("https://example.org/a") == "https://example.org/a"
