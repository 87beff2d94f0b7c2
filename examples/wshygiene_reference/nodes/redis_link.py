"""The way to one Redis server: two connections, one that listens and one that asks, and only one task on each.

Handshakes are cancelled at any moment, connections to a server are not to be: so whatever has to be told or asked is
collected, and one task sends it in batches. That also bounds the connections, whatever the rush.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import EqualJitterBackoff, NoBackoff
from redis.exceptions import RedisError

from wshygiene_reference.nodes.backlog import CHUNK, Backlog
from wshygiene_reference.nodes.broker import Claim, LocalNode
from wshygiene_reference.nodes.claims import Claims
from wshygiene_reference.nodes.config import NodeConfig
from wshygiene_reference.nodes.questions import Question, Questions, answer
from wshygiene_reference.nodes.scripts import HOLD
from wshygiene_reference.settings import ConfigError

log = logging.getLogger("wshygiene_reference")

#: Claims, messages, bytes and questions in one batch. What is in a batch has to fit into the buffers of the kernel:
#: else closing a connection to a server that does not read would wait for it.
CLAIMS, MESSAGES, BYTES, QUESTIONS = 200, 200, 256 * 1024, 100


#: Seconds for which claims wait for more of them, so that a handshake does not find the connection busy with its own.
GATHERING = 0.02
#: Deadlines that connecting may take. It has more steps than a question, and nobody waits for it.
CONNECTING = 4


class Silent(RedisError):
    """The subscription is there, and nothing comes out of it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is sent together."""

    claims: list[tuple[Claim, int]] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.claims or self.messages or self.questions)


def client_for(url: str, config: NodeConfig) -> Redis:
    """A client that retries nothing by itself. Raises ``ConfigError`` for a URL that is none of Redis."""
    try:
        return Redis.from_url(
            url,
            protocol=2,
            retry=Retry(NoBackoff(), 0, supported_errors=()),  # it would connect once more before it gives up
            socket_timeout=None,  # it would use `wait_for`, which loses cancellations before Python 3.12
            socket_connect_timeout=CONNECTING * config.deadline,
            max_connections=4,
            encoding_errors="surrogatepass",
        )
    except ValueError as error:
        raise ConfigError(f"redis_url is not the address of a Redis server: {error}") from None


class RedisLink:
    """Keeps the two connections up, and tells, sends and asks what has been collected while they are."""

    def __init__(self, url: str, config: NodeConfig, claims: Claims, node: LocalNode) -> None:
        self._client = client_for(url, config)
        self._config = config
        #: What is to be told, and was.
        self.claims = claims
        self._node = node
        self._wake = asyncio.Event()
        self._urgent = asyncio.Event()
        self._up = False
        self._echo = 0.0
        self._backoff = EqualJitterBackoff(cap=config.retry_longest, base=config.retry_first)
        self.channel = f"{config.namespace}:nodes"
        self.outgoing = Backlog(config.outgoing_messages, config.outgoing_bytes)
        self.questions = Questions(config.max_questions, config.deadline)
        self.trouble: str | None = "not connected yet"
        self.lost = 0
        self.recovered = 0

    @property
    def is_up(self) -> bool:
        """True while all that was collected is told and messages come in."""
        return self._up

    def wake(self, *, urgent: bool = True) -> None:
        """There is something to send; what is not ``urgent`` may be sent a little later, together with more."""
        self._wake.set()
        if urgent:
            self._urgent.set()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            began_up = self.recovered
            reason = await self._session()
            failures = 0 if self.recovered > began_up else failures + 1
            await self._went_down(reason)
            await asyncio.sleep(self._backoff.compute(min(failures, 30)))

    async def _session(self) -> str:
        """One life of the connections; why it ended."""
        reason, self._echo = "ended", 0.0
        try:
            async with self._client.pubsub() as subscription:
                async with asyncio.timeout(CONNECTING * self._config.deadline):
                    await subscription.subscribe(self.channel)
                    await self._client.ping()
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._listen(subscription), name="wshygiene node listens")
                    group.create_task(self._work(), name="wshygiene node tells")
                    group.create_task(self._live(), name="wshygiene node lives")
        except* (RedisError, OSError, TimeoutError) as errors:
            reason = _first(errors, self._config.deadline)
        except* Exception as errors:
            reason = f"a bug: {_first(errors, self._config.deadline)}"
            log.exception("the connection to the other nodes failed")
        return reason

    async def _went_down(self, reason: str) -> None:
        if self._up or self.trouble == "not connected yet":
            log.warning("Redis is away, this node goes on alone: %s", reason)
            self.lost += 1
        self._up = False
        self.trouble = reason
        self.claims.close()
        self.questions.fail()
        await self._hang_up()

    async def _hang_up(self) -> None:
        """Close both connections, whatever state they are in."""
        try:
            async with asyncio.timeout(self._config.deadline):
                await self._client.connection_pool.disconnect()
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("closing a connection to Redis: %s", error)

    async def _listen(self, subscription: PubSub) -> None:
        """Take in what is published, and notice by our own signs of life that anything is."""
        loop, taken = asyncio.get_running_loop(), 0
        while True:
            message = await subscription.get_message(timeout=None)
            if message is None or message["type"] != "message":
                continue
            data = message["data"]
            if data.startswith(self._node.signature):
                self._echo = loop.time()
                self._look()
            else:
                self._node.received(data)
            taken += 1
            if taken % CHUNK == 0:
                await asyncio.sleep(0)  # a full buffer is read without a wait

    async def _live(self) -> None:
        """Renew what this node holds, and give a sign of life that has to come back."""
        loop, deadline = asyncio.get_running_loop(), self._config.deadline
        self.claims.open()
        while True:
            given = loop.time()
            self._node.beat()
            await asyncio.sleep(deadline)
            if self._echo < given:
                await asyncio.sleep(deadline / 4)  # it may be this loop that was busy, and there is something to read
            if self._echo < given:
                raise Silent(f"nothing that was published came back within {deadline:g} s")
            await asyncio.sleep(max(0.0, self._config.beat - deadline))
            self.claims.renew()

    async def _work(self) -> None:
        """Send what has been collected, batch by batch."""
        while True:
            await self._wake.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHERING):
                    await self._urgent.wait()
            self._wake.clear()
            self._urgent.clear()
            while batch := self._collect():
                await self._execute(batch)
                self._look()

    def _look(self) -> None:
        """Up is who has told everything and hears what is published."""
        if not self._up and self._echo and self.claims.has_caught_up:
            self._up = True
            self.trouble = None
            self.recovered += 1
            self._node.listening()
            log.info("connected with the other nodes through Redis")

    def _collect(self) -> Batch:
        return Batch(self.claims.take(CLAIMS), self.outgoing.take(MESSAGES, BYTES), self.questions.take(QUESTIONS))

    async def _execute(self, batch: Batch) -> None:
        """Send a batch. What was not sent goes back, what was not answered is said to be."""
        pipe = self._client.pipeline(transaction=False)
        if batch.claims:
            self._hold(pipe, batch.claims)
        for question in batch.questions:
            pipe.eval(question.script, len(question.keys), *question.keys, *question.arguments)
        for data in batch.messages:
            pipe.publish(self.channel, data)
        try:
            async with asyncio.timeout(self._config.deadline):
                results = await pipe.execute(raise_on_error=False)
            for result in results:
                if isinstance(result, Exception):
                    raise result  # as it is, where the pipeline would add its own account of what it sent
        except BaseException:
            self.outgoing.put_back(batch.messages)
            self.questions.fail(batch.questions)
            raise
        self.claims.done(batch.claims)
        for question, result in zip(batch.questions, results[bool(batch.claims) :], strict=False):
            answer(question, result)

    def _hold(self, pipe: Any, claims: list[tuple[Claim, int]]) -> None:
        arguments: list[str | int] = [round(self._config.lease_ttl * 1000)]
        for claim, count in claims:
            arguments += [self.field(claim), count]
        pipe.eval(HOLD, len(claims), *[self.key(claim.kind, claim.key) for claim, _ in claims], *arguments)

    def key(self, kind: str, name: str) -> str:
        """The name of a key."""
        return f"{self._config.namespace}:{kind}:{name}"

    def field(self, claim: Claim) -> str:
        """The name of this node's field."""
        return f"{self._node.id}|{claim.detail}"

    async def say_goodbye(self) -> None:
        """Take back what was told and send what waits, within one deadline. What is left is seen by the claims."""
        try:
            async with asyncio.timeout(self._config.deadline):
                while claims := self.claims.take_back(CLAIMS):
                    await self._execute(Batch(claims))
                while messages := self.outgoing.take(MESSAGES, BYTES):
                    await self._execute(Batch(messages=messages))
        except (RedisError, OSError, TimeoutError) as error:
            held = self.claims.kinds()
            log.log(logging.WARNING if held else logging.DEBUG, "Redis is away, %s ends by itself: %s", held, error)

    async def close(self) -> None:
        """Let go of the connections."""
        self.questions.fail()
        await self._hang_up()
        try:
            async with asyncio.timeout(self._config.deadline):
                await self._client.aclose()
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("closing the client of Redis: %s", error)


def _first(errors: BaseExceptionGroup[BaseException], deadline: float) -> str:
    """What the first of the errors says. A deadline of ours, in seconds, says nothing by itself."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error) or (f"no answer within {deadline:g} s" if isinstance(error, TimeoutError) else repr(error))
