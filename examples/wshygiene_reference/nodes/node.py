"""A manager as one of several nodes: what it publishes reaches the clients of all, and its limits hold for all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from wshygiene_reference.background import BackgroundTasks
from wshygiene_reference.connection import encode, payload
from wshygiene_reference.messages import compose
from wshygiene_reference.nodes.backlog import Backlog
from wshygiene_reference.nodes.broker import Broker, BrokerUnavailable, Claim
from wshygiene_reference.nodes.config import NodeConfig
from wshygiene_reference.nodes.envelope import FOR_CLIENTS, VERSION, BadEnvelope, Envelope, Kind, unpack
from wshygiene_reference.nodes.gate import ClusterGate
from wshygiene_reference.nodes.memory_broker import MemoryBroker
from wshygiene_reference.nodes.meters import MessageMeters
from wshygiene_reference.nodes.peers import Peers
from wshygiene_reference.nodes.typing_store import SharedTypingStore

if TYPE_CHECKING:
    from wshygiene_reference.connection import Connection
    from wshygiene_reference.events import Event
    from wshygiene_reference.server import WebSocketManager

log = logging.getLogger("wshygiene_reference")

#: Seconds between two lines in the log about messages on the channel that cannot be used.
COMPLAIN_EVERY = 10.0


class Node:
    """Makes ``manager`` one of the nodes that ``broker`` connects; without one it is alone.

        async with manager, Node(manager, broker):
            await manager.start()

    The shutdown of the manager ends it as well, and says in its report what could not be taken back.
    """

    def __init__(
        self, manager: WebSocketManager, broker: Broker | None = None, config: NodeConfig | None = None
    ) -> None:
        self.id = uuid4().hex
        self.signature = f'[{VERSION},"{self.id}",'.encode()
        self.config = config or NodeConfig()
        self.broker = broker or MemoryBroker()
        self.peers = Peers(self.config.lease_ttl)
        self.incoming = Backlog(self.config.incoming_messages, self.config.incoming_bytes)
        self.gate = ClusterGate(manager.admission, manager.config, self.config, self.broker)
        self.meters = MessageMeters(self.config, self.broker)
        #: Messages on the channel that no node has written.
        self.unusable = 0
        self._manager = manager
        self._typing = SharedTypingStore(manager.typing_store, self._tell_typing)
        self._serials = count(1)
        self._background = BackgroundTasks()
        self._undo: list[Callable[[], object]] = []
        self._complained = float("-inf")

    async def __aenter__(self) -> Self:
        self.broker.open(self)
        self._connect()
        self._background.keep("messages of other nodes", self._take_in_all)
        self._background.keep("other nodes", self._look_after_peers)
        if self.config.message_rate is not None:
            self._background.keep("message rates", self.meters.run)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _connect(self) -> None:
        """Listen to the manager. Each step is undone by ``close``."""
        manager = self._manager
        manager.publisher.relay = self._pass_on
        manager.admission.gate = self.gate
        manager.admission.changed = lambda kind, key: self.broker.touch(Claim(kind, key))
        manager.rooms.changed = lambda room: self.broker.touch(Claim("room", room))
        manager.typing_store = manager.typing.store = self._typing
        self._undo = [
            manager.health_checks.add(self.trouble),
            manager.on_event("connection_opened", self._welcome),
            manager.background.at_end(self.close),
        ]
        for connection in manager.registry:
            self._meter(connection)

    def _disconnect(self) -> None:
        manager = self._manager
        manager.publisher.relay = manager.admission.gate = None
        manager.admission.changed = manager.rooms.changed = None
        manager.typing_store = manager.typing.store = self._typing.inner
        for undo in self._undo:
            undo()
        self._undo.clear()

    async def close(self) -> dict[str, int]:
        """Leave the other nodes; what could not be taken back, by kind. Calling it again does nothing."""
        if not self._undo:
            return {}
        self._disconnect()
        self._send(Kind.BYE)
        await self._background.end()
        left = await self.broker.close()
        self.incoming.clear()
        self.meters.clear()
        return left

    # What the broker asks

    def listening(self) -> None:
        """Others are heard from now on."""
        self.peers.listen(self._manager.now())

    def received(self, data: bytes) -> None:
        """Take a message of another node."""
        self.incoming.put(data)

    def beat(self) -> None:
        """Send a sign of life."""
        self._send(Kind.BEAT)

    def held(self, claim: Claim) -> int:
        """How much this node holds now."""
        match claim.kind:
            case "room":
                return self._manager.rooms.count(claim.key)
            case "typing":
                return int(self._typing.is_typing(claim.detail, claim.key))
        return self._manager.admission.in_use(claim.kind, claim.key)

    def claims(self) -> Iterator[Claim]:
        """Everything it holds something of."""
        yield from (Claim(kind, key) for kind, key in self._manager.admission.counted())
        yield from (Claim("room", room) for room in self._manager.rooms.sizes())
        yield from (Claim("typing", thread, user) for user, thread in self._typing.pairs())

    # What others ask

    def trouble(self) -> str | None:
        """Why the other nodes cannot be reached; None when they can."""
        reason = self.broker.trouble()
        return None if reason is None else f"other nodes are out of reach, limits hold for this node alone: {reason}"

    async def presence(self, room: str) -> int:
        """How many connections are in a room, on all nodes; on this one, while the others are out of reach."""
        try:
            return sum((await self.broker.holders("room", room)).values())
        except BrokerUnavailable:
            return self._manager.rooms.count(room)

    async def typing_in(self, thread: str) -> frozenset[str]:
        """Who types in a thread, on all nodes; on this one, while the others are out of reach."""
        try:
            return frozenset(user for _, user in await self.broker.holders("typing", thread))
        except BrokerUnavailable:
            return self._typing.typing_in(thread)

    def stats(self) -> dict[str, Any]:
        """What this node knows of the others and did for them."""
        return {
            "id": self.id,
            "trouble": self.trouble(),
            "peers": len(self.peers),
            "missed": self.peers.missed,
            "doubled": self.peers.doubled,
            "unusable": self.unusable,
            "incomingWaiting": len(self.incoming),
            "incomingDropped": self.incoming.dropped,
            "admittedAlone": self.gate.alone,
            **self.broker.counts(),
        }

    # To the others

    def _pass_on(self, target: str, name: str, frame: bytes, key: str | None) -> None:
        self._send(Kind(target), name, key, payload(frame))

    def _tell_typing(self, user: str, thread: str, is_typing: bool) -> None:
        self.broker.touch(Claim("typing", thread, user))
        self._send(Kind.TYPING if is_typing else Kind.STOPPED, thread, user)

    def _send(self, kind: Kind, name: str = "", key: str | None = None, body: bytes = b"") -> None:
        data = Envelope(self.id, next(self._serials), kind, name, key, body).pack()
        if len(data) > self.config.max_envelope:
            log.error("a message of %d bytes for %s is too big for other nodes", len(data), kind)
            return
        self.broker.send(data)

    # From the others

    async def _take_in_all(self) -> None:
        await self.incoming.hand_on(self._take_in)

    def _take_in(self, data: bytes) -> None:
        try:
            envelope = unpack(data, self.config.max_envelope)
            if envelope.node != self.id and self.peers.hear(envelope, self._manager.now()):
                self._heed(envelope)
        except BadEnvelope as error:
            self.unusable += 1
            self._complain(error)

    def _heed(self, envelope: Envelope) -> None:
        if envelope.kind is Kind.BYE:
            self._forget(envelope.node)
        elif envelope.kind in FOR_CLIENTS:
            frame = encode(envelope.message())
            self._manager.publisher.take_in(envelope.kind, envelope.name, frame, envelope.key)

    def _complain(self, error: BadEnvelope) -> None:
        """Say that somebody writes nonsense, and not as often as they do."""
        now = self._manager.now()
        if now - self._complained >= COMPLAIN_EVERY:
            self._complained = now
            log.warning("a message on the channel of the nodes was dropped (%d so far): %s", self.unusable, error)

    async def _look_after_peers(self) -> None:
        while True:
            await asyncio.sleep(self.config.beat / 2)
            for node in self.peers.gone(self._manager.now()):
                level = logging.WARNING if self.trouble() is None else logging.DEBUG  # or it is this node that is deaf
                log.log(level, "node %s has gone without a word", node)
                self._forget(node)

    def _forget(self, node: str) -> None:
        """A node has gone: whoever typed there has stopped."""
        for thread, user in self.peers.leave(node):
            if not self._typing.is_typing(user, thread):
                data = {"threadId": thread, "userId": user, "isTyping": False}
                room = f"thread:{thread}"
                self._manager.publisher.take_in("room", room, encode(compose("event", room=room, data=data)))

    # Connections

    def _welcome(self, event: Event) -> None:
        connection = self._manager.registry.get(event.details["connection_id"])
        if connection is not None:
            self._meter(connection)

    def _meter(self, connection: Connection) -> None:
        """Count what a connection sends to its user and address as well."""
        if self.config.message_rate is not None and connection.identity is not None:
            user, ip = connection.identity.user, connection.ws.ip
            connection.bucket = self.meters.enter(connection.bucket, user, ip)
            connection.push_callback(self.meters.leave, user, ip)
