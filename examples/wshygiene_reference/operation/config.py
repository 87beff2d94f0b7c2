"""How a manager is operated: what runs beside it, each part off unless it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from wshygiene_reference.settings import Settings, number, switch, text


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationConfig(Settings):
    """Settings of the parts beside the manager. Raises ``ConfigError`` for a value out of its range."""

    # Admin API and dashboard
    admin_port: int | None = number(
        None, "port", "where the admin API and the dashboard are; 0 picks one", optional=True
    )
    admin_host: str = text("127.0.0.1", "address that the admin API listens on")
    admin_token: str | None = text(None, "token that the admin API asks for; without it one is made", secret=True)
    admin_actions: bool = switch("let the dashboard clean up, disconnect and restart, not only look")
    audit_size: int = number(1_000, "entries", "actions that the audit log remembers", 1)
