"""Every limit of the manager in one frozen record, each with its unit, its default and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from wshygiene_reference.settings import ConfigError as ConfigError
from wshygiene_reference.settings import Settings, choice, number


class OverflowPolicy(StrEnum):
    """What an outbox does with one message too many."""

    DROP_OLDEST = "drop-oldest"
    DROP_NEWEST = "drop-newest"
    CONFLATE = "conflate"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerConfig(Settings):
    """How much of everything the manager allows. Raises ``ConfigError`` for a value out of its range.

    The defaults suit a public server with mostly idle clients; ``high_traffic()`` and ``low_traffic()`` are the two
    presets. Seconds are floats, sizes are bytes.
    """

    # Who gets in
    max_connections: int = number(10_000, "connections", "open connections of the whole server", 1)
    max_connections_per_session: int = number(5, "connections", "open connections of one session", 1)
    max_connections_per_user: int = number(50, "connections", "open connections of one user", 1)
    max_connections_per_ip: int = number(1_000, "connections", "open connections from one address", 1)
    max_handshakes: int = number(1_000, "handshakes", "opening handshakes in progress", 1)
    backlog: int = number(1024, "connections", "connections that wait to be accepted", 1)
    max_memory_percent: float = number(90.0, "%", "memory of the machine above which nobody is let in", 1)
    open_timeout: float = number(10.0, "s", "time for the opening handshake", 0.01)
    authentication_timeout: float = number(10.0, "s", "time until a connection has said who it is", 0.01)
    retry_after: float = number(5.0, "s", "wait that a refused or dismissed client is told; it adds jitter")

    # How long they stay
    max_lifetime: float | None = number(300.0, "s", "life of one connection", 0.01, optional=True)
    stale_after: float | None = number(120.0, "s", "life without a message in either direction", 0.01, optional=True)
    heartbeat_interval: float = number(30.0, "s", "time between two pings of one connection", 0.01)
    max_missed_pings: int = number(2, "pings", "pings without any sign of life after which a peer is gone", 1)
    sweep_interval: float = number(30.0, "s", "time between two clean-ups", 0.01)
    sweep_chunk: int = number(200, "connections", "connections that are looked at before others may run", 1)
    close_timeout: float = number(5.0, "s", "time for one closing handshake", 0.01)
    max_uptime: float | None = number(None, "s", "life of the server; then it drains for a restart", 1, optional=True)

    # What they may send
    max_message_size: int = number(64 * 1024, "bytes", "one incoming message", 1)
    max_incoming_frames: int = number(16, "frames", "incoming frames that wait for the handler", 1)
    message_rate: float = number(50.0, "messages/s", "incoming messages of one connection, sustained", 0.01)
    message_burst: int = number(100, "messages", "incoming messages of one connection, at once", 1)
    handler_timeout: float = number(30.0, "s", "time for handling one message", 0.01)

    # What waits for them
    outbox_messages: int = number(256, "messages", "messages that wait for one slow peer", 1)
    outbox_bytes: int = number(1024 * 1024, "bytes", "bytes that wait for one slow peer", 1)
    outbox_policy: OverflowPolicy = choice(OverflowPolicy.DROP_OLDEST, "what becomes of one too many")  # noqa: RUF009
    outbox_peak_messages: int = number(64, "messages", "waiting messages that a peer may have only for a while", 1)
    outbox_peak_seconds: float = number(5.0, "s", "how long that while is", 0.01)
    write_limit: int = number(32 * 1024, "bytes", "bytes in the write buffer above which the outbox waits", 1)
    write_stall: float = number(5.0, "s", "time without a byte accepted, after which a peer is cut off", 0.01)
    throttle_interval: float = number(0.05, "s", "time over which values under one key are conflated")

    # Rooms, typing, cache
    max_rooms: int = number(100_000, "rooms", "rooms of the whole server", 1)
    max_rooms_per_connection: int = number(100, "rooms", "rooms that one connection asks for", 1)
    max_room_name: int = number(255, "characters", "length of the name of a room", 1, 255)
    typing_timeout: float = number(5.0, "s", "time after which somebody has stopped typing", 0.01)
    cache_size: int = number(1_000, "values", "last values that are kept", 1)

    # Memory and alerts
    memory_interval: float = number(60.0, "s", "time between two samples of the memory", 0.01)
    quiet_rate: float | None = number(
        0.1, "events/s", "connections and messages below which garbage is collected", optional=True
    )
    growth_alert_mb_h: float = number(50.0, "MB/h", "growth of the memory that is alerted", 0.01)
    connections_alert: int = number(1_000, "connections", "connections that are alerted", 1)
    errors_alert: int = number(10, "errors", "connection errors within `alert_window` that are alerted", 1)
    memory_alert_percent: float = number(90.0, "%", "memory of the machine that is alerted", 1)
    typing_alert: int = number(100, "timers", "typing timers that are alerted", 1)
    room_ratio_alert: float = number(2.0, "rooms", "subscribed rooms per connection that are alerted", 0.01)
    alert_cooldown: float = number(300.0, "s", "time before the same alert is raised again")
    alert_window: float = number(60.0, "s", "time over which errors are counted", 0.01)

    # Leaving
    shutdown_grace: float = number(10.0, "s", "time in which a stopping server lets its peers go", 0)
    close_batch: int = number(500, "connections", "connections that are closed at the same time", 1)

    @classmethod
    def high_traffic(cls, **changes: Any) -> Self:
        """For many short connections: 3 a session, gone after 2 minutes, pinged and swept every 15 s."""
        return cls.from_mapping({"max_connections_per_session": 3, "max_lifetime": 120.0, **_every(15.0), **changes})

    @classmethod
    def low_traffic(cls, **changes: Any) -> Self:
        """For few long connections: 10 a session, gone after 10 minutes, pinged and swept every 60 s."""
        return cls.from_mapping({"max_connections_per_session": 10, "max_lifetime": 600.0, **_every(60.0), **changes})


def _every(seconds: float) -> dict[str, float]:
    return {"heartbeat_interval": seconds, "sweep_interval": seconds}
