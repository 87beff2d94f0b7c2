"""How a manager is operated: what runs beside it, each part off unless it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from wshygiene_reference.nodes.config import NodeConfig
from wshygiene_reference.settings import Settings, number, switch, text


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationConfig(Settings):
    """Settings of the parts beside the manager. Raises ``ConfigError`` for a value out of its range."""

    # Admin API and dashboard
    admin_port: int | None = number(
        None, "port", "where the admin API and the dashboard are; 0 picks one", most=65535, optional=True
    )
    admin_host: str = text("127.0.0.1", "address that the admin API listens on")
    admin_names: str | None = text(
        None, "host names that the admin API is reached by, commas between them; addresses and localhost always are"
    )
    admin_token: str | None = text(None, "token that the admin API asks for; without one it is made", 16, secret=True)
    admin_tokens: str | None = text(None, "TOML file of more tokens; those without the role `admin` may only look")
    admin_timeout: float = number(10.0, "s", "time in which a request to the admin API has to arrive", 0.01)
    admin_max_body: int = number(64 * 1024, "bytes", "body of one request to the admin API", 1)
    admin_max_connections: int = number(100, "connections", "open connections to the admin API", 1)
    admin_rate: float = number(50.0, "requests/s", "requests of one caller of the admin API, sustained", 0.01)
    admin_burst: int = number(200, "requests", "requests of one caller of the admin API, at once", 1)
    admin_actions: bool = switch("let the dashboard clean up, disconnect and restart, not only look")
    dashboard_interval: float = number(2.0, "s", "time between two updates of the dashboard", 0.1)
    audit_size: int = number(1_000, "entries", "actions that the audit log remembers", 1)

    # History
    history_file: str | None = text(None, "SQLite file that figures and alerts are kept in; without it none are")
    history_interval: float = number(60.0, "s", "time between two samples in the history", 0.01)
    history_days: float = number(30.0, "days", "age up to which the history is kept", 0.001)
    history_rows: int = number(100_000, "rows", "samples that the history has at most, and as many alerts", 1)
    history_bytes: int = number(
        64 * 1024 * 1024, "bytes", "size of the history's file; 1 MB of log comes on top", 256 * 1024
    )

    # Memory: what is left of it, and starting again before it is out
    memory_limit_mb: float | None = number(
        None, "MB", "memory that the process may have; none: what the machine or its container has", 1, optional=True
    )
    predict_memory: bool = switch("predict when memory will be at its limit, and alert it")
    predict_alert_hours: float = number(24.0, "hours", "time until the limit that is alerted", 0.01)
    restart_above_mb: float | None = number(
        None, "MB", "memory of the process above which it drains and starts again", 1, optional=True
    )
    restart_above_percent: float | None = number(
        None, "%", "the same as a share of its limit", 0.01, 100, optional=True
    )
    restart_minutes_left: float | None = number(
        None, "minutes", "predicted time until the limit below which it drains and starts again", 0.01, optional=True
    )
    restart_samples: int = number(3, "samples", "samples of the memory in a row that have to ask for it", 1)
    restart_min_uptime: float = number(600.0, "s", "life of the process before which it is not started again")

    # Alerts that leave the process
    webhook_url: str | None = text(None, "where alerts are posted to, as Standard Webhooks", secret=True)
    webhook_secret: str | None = text(None, "what signs them: text, or whsec_ and base64", 16, secret=True)
    webhook_timeout: float = number(10.0, "s", "time for one attempt to post an alert", 0.01)
    webhook_deadline: float = number(900.0, "s", "age of an alert after which it is not tried again", 0)
    webhook_waiting: int = number(100, "alerts", "alerts that wait to be posted; of more the oldest go", 1)
    webhook_grace: float = number(5.0, "s", "time that a stopping server tries to post what waits", 0)

    # Other nodes
    redis_url: str | None = text(
        None, "Redis server at which several nodes meet, such as redis://host:6379", secret=True
    )
    redis_namespace: str = text("wshygiene", "what the names of all keys and of the channel in Redis begin with")
    redis_deadline: float = number(1.0, "s", "time for one answer of Redis, after which a node goes on alone", 0.01)
    node_lease_ttl: float = number(30.0, "s", "time after which what a dead node held is free", 0.1)
    node_connection_rate: float | None = number(
        None, "connections/s", "new connections of one user or address, over all nodes", 0.001, optional=True
    )
    node_connection_burst: int = number(100, "connections", "new connections of one user or address, at once", 1)
    node_message_rate: float | None = number(
        None, "messages/s", "incoming messages of one user or address, over all nodes", 0.001, optional=True
    )
    node_message_burst: int = number(500, "messages", "incoming messages of one user or address, at once", 1)

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        if self.webhook_url is not None:
            from wshygiene_reference.operation.signing import checked_url, signing_key  # httpx, as Redis below

            checked_url(self.webhook_url)
            signing_key(self.webhook_secret or "")
        nodes = self.nodes
        if self.redis_url is not None:
            from wshygiene_reference.nodes.redis_link import client_for  # Redis is loaded only for those who name one

            client_for(self.redis_url, nodes)

    @property
    def nodes(self) -> NodeConfig:
        """What is said here of several nodes."""
        return NodeConfig(
            namespace=self.redis_namespace,
            deadline=self.redis_deadline,
            lease_ttl=self.node_lease_ttl,
            connection_rate=self.node_connection_rate,
            connection_burst=self.node_connection_burst,
            message_rate=self.node_message_rate,
            message_burst=self.node_message_burst,
        )
