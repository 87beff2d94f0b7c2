"""How a node works together with others: deadlines, lives and bounds."""

from __future__ import annotations

from dataclasses import dataclass

from wshygiene_reference.settings import ConfigError, Settings, number, text


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeConfig(Settings):
    """Settings of a node; all nodes of a cluster have the same. Raises ``ConfigError`` for a value out of its range."""

    namespace: str = text("wshygiene", "what the names of all keys and of the channel begin with")
    deadline: float = number(1.0, "s", "time for one answer of the broker, after which the node goes on alone", 0.01)
    lease_ttl: float = number(
        30.0, "s", "time after which what a dead node held is free; renewed at a third of it", 0.1
    )
    retry_first: float = number(0.1, "s", "longest wait before the first new attempt; it doubles, with jitter", 0.001)
    retry_longest: float = number(10.0, "s", "longest wait before any attempt", 0.001)

    outgoing_messages: int = number(1_000, "messages", "messages that wait for the broker; the oldest go first", 1)
    outgoing_bytes: int = number(4 * 1024 * 1024, "bytes", "bytes that wait for the broker", 1)
    incoming_messages: int = number(10_000, "messages", "messages of others that wait here; the oldest go first", 1)
    incoming_bytes: int = number(16 * 1024 * 1024, "bytes", "bytes of others that wait here", 1)
    max_envelope: int = number(1024 * 1024, "bytes", "one message between nodes", 1)
    max_questions: int = number(1_000, "questions", "questions that wait for the broker; more are answered here", 1)

    connection_rate: float | None = number(
        None, "connections/s", "new connections of one user or address, over all nodes", 0.001, optional=True
    )
    connection_burst: int = number(100, "connections", "new connections of one user or address, at once", 1)
    message_rate: float | None = number(
        None, "messages/s", "incoming messages of one user or address, over all nodes", 0.001, optional=True
    )
    message_burst: int = number(500, "messages", "incoming messages of one user or address, at once", 1)
    message_interval: float = number(0.25, "s", "time between two reports of what users have sent", 0.01)

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        if self.lease_ttl < 3 * self.deadline:
            raise ConfigError(
                f"lease_ttl = {self.lease_ttl:g} is out of range: at least {3 * self.deadline:g} s, "
                f"three times the deadline of {self.deadline:g} s."
            )

    @property
    def beat(self) -> float:
        """Seconds between two signs of life of a node, and between two renewals of its leases."""
        return self.lease_ttl / 3
