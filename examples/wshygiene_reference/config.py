"""Every limit of the manager in one frozen record, each with its unit, its default and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Self


class ConfigError(ValueError):
    """A setting that cannot be used: the message names it, its value and what would be valid."""


class OverflowPolicy(StrEnum):
    """What an outbox does with one message too many."""

    DROP_OLDEST = "drop-oldest"
    DROP_NEWEST = "drop-newest"
    CONFLATE = "conflate"
    CLOSE = "close"


def _limit(default: Any, unit: str, what: str, least: float = 0, *, optional: bool = False) -> Any:
    """A setting: ``what`` it limits, in ``unit``, at least ``least``; None switches an ``optional`` one off."""
    return field(default=default, metadata={"unit": unit, "help": what, "least": least, "optional": optional})


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerConfig:
    """How much of everything the manager allows. Raises ``ConfigError`` for a value out of its range.

    The defaults suit a public server with mostly idle clients; ``high_traffic()`` and ``low_traffic()`` are the two
    presets. Seconds are floats, sizes are bytes.
    """

    # Who gets in
    max_connections: int = _limit(10_000, "connections", "open connections of the whole server", 1)
    max_connections_per_session: int = _limit(5, "connections", "open connections of one session", 1)
    max_connections_per_user: int = _limit(50, "connections", "open connections of one user", 1)
    max_connections_per_ip: int = _limit(1_000, "connections", "open connections from one address", 1)
    max_handshakes: int = _limit(1_000, "handshakes", "opening handshakes in progress", 1)
    backlog: int = _limit(1024, "connections", "connections that wait to be accepted", 1)
    max_memory_percent: float = _limit(90.0, "%", "memory of the machine above which nobody is let in", 1)
    open_timeout: float = _limit(10.0, "s", "time for the opening handshake", 0.01)
    authentication_timeout: float = _limit(10.0, "s", "time until a connection has said who it is", 0.01)
    retry_after: float = _limit(5.0, "s", "wait that a refused or dismissed client is told; it adds jitter")

    # How long they stay
    max_lifetime: float | None = _limit(300.0, "s", "life of one connection", 0.01, optional=True)
    stale_after: float | None = _limit(120.0, "s", "life without a message in either direction", 0.01, optional=True)
    heartbeat_interval: float = _limit(30.0, "s", "time between two pings of one connection", 0.01)
    max_missed_pings: int = _limit(2, "pings", "pings without any sign of life after which a peer is gone", 1)
    sweep_interval: float = _limit(30.0, "s", "time between two clean-ups", 0.01)
    sweep_chunk: int = _limit(200, "connections", "connections that are looked at before others may run", 1)
    close_timeout: float = _limit(5.0, "s", "time for one closing handshake", 0.01)
    max_uptime: float | None = _limit(None, "s", "life of the server, after which it drains", 1, optional=True)

    # What they may send
    max_message_size: int = _limit(64 * 1024, "bytes", "one incoming message", 1)
    max_incoming_frames: int = _limit(16, "frames", "incoming frames that wait for the handler", 1)
    message_rate: float = _limit(50.0, "messages/s", "incoming messages of one connection, sustained", 0.01)
    message_burst: int = _limit(100, "messages", "incoming messages of one connection, at once", 1)
    handler_timeout: float = _limit(30.0, "s", "time for handling one message", 0.01)

    # What waits for them
    outbox_messages: int = _limit(256, "messages", "messages that wait for one slow peer", 1)
    outbox_bytes: int = _limit(1024 * 1024, "bytes", "bytes that wait for one slow peer", 1)
    outbox_policy: OverflowPolicy = _limit(OverflowPolicy.DROP_OLDEST, "", "what becomes of one too many")  # noqa: RUF009
    outbox_peak_messages: int = _limit(64, "messages", "waiting messages that a peer may have only for a while", 1)
    outbox_peak_seconds: float = _limit(5.0, "s", "how long that while is", 0.01)
    write_limit: int = _limit(32 * 1024, "bytes", "bytes in the write buffer above which the outbox waits", 1)
    write_stall: float = _limit(5.0, "s", "time without a byte accepted, after which a peer is cut off", 0.01)
    throttle_interval: float = _limit(0.05, "s", "time over which values under one key are conflated")

    # Rooms, typing, cache
    max_rooms: int = _limit(100_000, "rooms", "rooms of the whole server", 1)
    max_rooms_per_connection: int = _limit(100, "rooms", "rooms that one connection asks for", 1)
    max_room_name: int = _limit(255, "characters", "length of the name of a room", 1)
    typing_timeout: float = _limit(5.0, "s", "time after which somebody has stopped typing", 0.01)
    cache_size: int = _limit(1_000, "values", "last values that are kept", 1)

    # Memory and alerts
    memory_interval: float = _limit(60.0, "s", "time between two samples of the memory", 0.01)
    growth_alert_mb_h: float = _limit(50.0, "MB/h", "growth of the memory that is alerted", 0.01)
    connections_alert: int = _limit(1_000, "connections", "connections that are alerted", 1)
    errors_alert: int = _limit(10, "errors", "connection errors within `alert_window` that are alerted", 1)
    memory_alert_percent: float = _limit(90.0, "%", "memory of the machine that is alerted", 1)
    typing_alert: int = _limit(100, "timers", "typing timers that are alerted", 1)
    room_ratio_alert: float = _limit(2.0, "rooms", "subscribed rooms per connection that are alerted", 0.01)
    alert_cooldown: float = _limit(300.0, "s", "time before the same alert is raised again")
    alert_window: float = _limit(60.0, "s", "time over which errors are counted", 0.01)

    # Leaving
    shutdown_grace: float = _limit(10.0, "s", "time in which a stopping server lets its peers go", 0)
    close_batch: int = _limit(500, "connections", "connections that are closed at the same time", 1)

    def __post_init__(self) -> None:
        for each in fields(self):
            _check(each, getattr(self, each.name))

    @classmethod
    def high_traffic(cls, **changes: Any) -> Self:
        """For many short connections: 3 a session, gone after 2 minutes, swept every 15 s."""
        return cls.from_mapping(
            {"max_connections_per_session": 3, "max_lifetime": 120.0, "sweep_interval": 15.0, **changes}
        )

    @classmethod
    def low_traffic(cls, **changes: Any) -> Self:
        """For few long connections: 10 a session, gone after 10 minutes, swept every 60 s."""
        return cls.from_mapping(
            {"max_connections_per_session": 10, "max_lifetime": 600.0, "sweep_interval": 60.0, **changes}
        )

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Self:
        """A configuration of settings by name. Raises ``ConfigError`` for a name that there is not."""
        known = [each.name for each in fields(cls)]
        for name in values:
            if name not in known:
                close = get_close_matches(name, known, 1)
                hint = f" Did you mean `{close[0]}`?" if close else f" Settings: {', '.join(known)}."
                raise ConfigError(f"`{name}` is not a setting.{hint}")
        return cls(**values)  # type: ignore[arg-type]  # each value is checked against its field

    def changed(self, **changes: Any) -> Self:
        """The same configuration with some settings changed."""
        return replace(self, **changes)


def _check(setting: Field[Any], value: object) -> None:
    """Refuse a value that the field cannot hold."""
    if value is None and setting.metadata["optional"]:
        return
    if isinstance(setting.default, OverflowPolicy):
        if value not in list(OverflowPolicy):
            raise ConfigError(f"{setting.name} = {value!r} is not a policy. Policies: {', '.join(OverflowPolicy)}.")
        return
    unit, least = setting.metadata["unit"], setting.metadata["least"]
    whole = setting.type == "int"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise ConfigError(f"{setting.name} = {value!r} is not a {'whole ' if whole else ''}number of {unit}.")
    if not least <= value < float("inf"):
        raise ConfigError(f"{setting.name} = {value!r} is out of range: at least {least:g} {unit}.")
