"""How a manager is operated: what runs beside it, each part off unless it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

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
    audit_size: int = number(1_000, "entries", "actions that the audit log remembers", 1)
