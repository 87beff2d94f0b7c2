"""Alerts that leave the process: each is posted to a web hook, until it is taken or too old.

The form is that of Standard Webhooks (https://www.standardwebhooks.com, version 1.0.0): receivers have libraries that
check the signature, and know by the id what they have already had.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
import uuid
from collections import deque
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from wshygiene_reference.client.backoff import Backoff
from wshygiene_reference.events import Event
from wshygiene_reference.operation.signing import checked_url, signature, signing_key

if TYPE_CHECKING:
    from wshygiene_reference.operation.config import OperationConfig
    from wshygiene_reference.server import WebSocketManager

log = logging.getLogger("wshygiene_reference")

#: Answers that may be others the next time: too slow, too early, too often, and all that is the server's fault.
PASSING = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class WebhookRules:
    """Seconds for one attempt, seconds until an alert is too old to be tried again, alerts that wait at most, seconds
    that leaving waits for them, and the first and the longest wait between two attempts."""

    timeout: float = 10.0
    deadline: float = 900.0
    waiting: int = 100
    grace: float = 5.0
    first_retry: float = 1.0
    longest_retry: float = 60.0


@dataclass(slots=True)
class WebhookCounts:
    """What became of the alerts: taken, given up, and dropped because too many waited; and attempts that failed."""

    delivered: int = 0
    failed: int = 0
    dropped: int = 0
    retried: int = 0


@dataclass(frozen=True, slots=True)
class _Message:
    body: bytes
    until: float
    id: str = field(default_factory=lambda: f"msg_{uuid.uuid4().hex}")


class _Refused(Exception):
    """An answer that trying again does not change."""


class _Later(Exception):
    """An attempt that failed; ``wait`` is how many seconds the receiver asks to wait."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


class AlertWebhook:
    """Posts the alerts of ``manager`` to ``url``, one after the other, in an ``async with`` block.

    ``secret`` signs them: text, or ``whsec_`` with base64 as receivers know it. Raises ``ConfigError`` for a URL or a
    secret that cannot be used. Redirections are not followed, whoever they lead to.
    """

    def __init__(
        self, manager: WebSocketManager, url: str, secret: str | None = None, rules: WebhookRules | None = None
    ) -> None:
        self._manager = manager
        self._url = checked_url(url)
        self._key = None if secret is None else signing_key(secret)
        self._rules = rules or WebhookRules()
        self._waiting: deque[_Message] = deque()
        self._in_hand: _Message | None = None
        self._changed = asyncio.Event()
        self._leaving, self._hurry = asyncio.Event(), asyncio.Event()
        self._stack = AsyncExitStack()
        self.counts = WebhookCounts()
        #: Why the last attempt failed; None when it did not.
        self.trouble: str | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self._client = await stack.enter_async_context(
                httpx.AsyncClient(timeout=self._rules.timeout, follow_redirects=False)
            )
            stack.callback(self._manager.health_checks.add(self.health))
            stack.callback(self._manager.on_event("alert", self._on_alert))
            self._stack = stack.pop_all()
        self._task = asyncio.create_task(self._run(), name="wshygiene webhook")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Try once more to deliver what waits, for ``grace`` seconds, or until somebody is in a hurry."""
        self._leaving.set()
        self._changed.set()
        hurried = asyncio.create_task(self._hurry.wait())
        await asyncio.wait([self._task, hurried], timeout=self._rules.grace, return_when=asyncio.FIRST_COMPLETED)
        for task in (self._task, hurried):
            task.cancel()
        await asyncio.wait([self._task, hurried])
        await self._stack.aclose()
        left = len(self._waiting) + (self._in_hand is not None)
        self._waiting.clear()
        self.counts.failed += left
        if left:
            log.error("webhook: %d alerts were not delivered before the end", left)

    def hurry(self) -> None:
        """Skip the grace: what is not delivered by now is not."""
        self._hurry.set()

    def health(self) -> str | None:
        """Why alerts do not get out; None when they do."""
        return None if self.trouble is None else f"alerts do not reach the web hook: {self.trouble}"

    def _on_alert(self, event: Event) -> None:
        """Take an alert; it never waits."""
        if len(self._waiting) >= self._rules.waiting:
            self._waiting.popleft()
            self.counts.dropped += 1
        until = self._manager.now() + self._rules.deadline
        self._waiting.append(_Message(_body(event.details["name"], event.details["message"]), until))
        self._changed.set()

    async def _run(self) -> None:
        while not (self._leaving.is_set() and not self._waiting):
            if self._waiting:
                self._in_hand = self._waiting.popleft()
                await self._deliver(self._in_hand)
                self._in_hand = None
            else:
                await self._changed.wait()
            self._changed.clear()

    async def _deliver(self, message: _Message) -> None:
        """Post a message until it is taken, refused or too old; while leaving, once."""
        backoff = Backoff(self._rules.first_retry, self._rules.longest_retry)
        while True:
            try:
                await self._post(message)
            except _Later as error:
                wait = max(backoff.next(), error.wait)
                if self._leaving.is_set() or self._manager.now() + wait > message.until:
                    return self._give_up(str(error))
                self._note_trouble(str(error))
                self.counts.retried += 1
                await self._pause(wait)
            except Exception as error:  # refused, or a bug: the next alert may get through
                return self._give_up(str(error) or repr(error))
            else:
                return self._note_success()

    async def _post(self, message: _Message) -> None:
        """One attempt. Raises ``_Later`` or ``_Refused``."""
        try:
            async with asyncio.timeout(self._rules.timeout):
                headers = {"Content-Type": "application/json", **_signed(message, self._key)}
                async with self._client.stream("POST", self._url, content=message.body, headers=headers) as answer:
                    status, wait = answer.status_code, _retry_after(answer.headers.get("Retry-After", ""))
        except TimeoutError:
            raise _Later(f"no answer within {self._rules.timeout:g} s") from None
        except httpx.HTTPError as error:
            raise _Later(str(error) or type(error).__name__) from None
        finally:
            self._client.cookies.clear()  # whatever it sets would be kept for ever
        if status in PASSING or status >= 500:
            raise _Later(f"it answers {status}", wait)
        if not 200 <= status < 300:
            raise _Refused(f"it answers {status}")

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._leaving.wait()

    def _note_trouble(self, why: str) -> None:
        if self.trouble is None:
            log.warning("webhook: %s; the alert is tried again", why)
        self.trouble = why

    def _note_success(self) -> None:
        self.counts.delivered += 1
        if self.trouble is not None:
            log.warning("webhook: alerts are delivered again")
        self.trouble = None

    def _give_up(self, why: str) -> None:
        self.counts.failed += 1
        self.trouble = why
        log.error("webhook: an alert was given up: %s", why)


def webhook_for(manager: WebSocketManager, config: OperationConfig) -> AlertWebhook | None:
    """The web hook that the settings ask for; None when they name none."""
    if config.webhook_url is None:
        return None
    rules = WebhookRules(config.webhook_timeout, config.webhook_deadline, config.webhook_waiting, config.webhook_grace)
    return AlertWebhook(manager, config.webhook_url, config.webhook_secret, rules)


def _body(name: str, message: str) -> bytes:
    data = {"name": name, "message": message, "host": socket.gethostname()}
    told = {"type": f"alert.{name}", "timestamp": datetime.now(UTC).isoformat(), "data": data}
    return json.dumps(told).encode()


def _signed(message: _Message, key: bytes | None) -> dict[str, str]:
    """The headers of an attempt. The id stays the same, so that a receiver knows what it has had already."""
    now = int(time.time())
    headers = {"webhook-id": message.id, "webhook-timestamp": str(now)}
    if key is not None:
        headers["webhook-signature"] = signature(key, message.id, now, message.body)
    return headers


def _retry_after(value: str) -> float:
    """Seconds that a header asks to wait, given as such or as a date; 0 when it says nothing."""
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return 0.0
