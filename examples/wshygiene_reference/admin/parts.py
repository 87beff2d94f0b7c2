"""What the admin API is about: a manager, and what was made for administrating it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from wshygiene_reference.admin.actions import AdminActions
    from wshygiene_reference.admin.audit import AuditLog
    from wshygiene_reference.operation.config import OperationConfig
    from wshygiene_reference.server import WebSocketManager


@dataclass(frozen=True, slots=True)
class Administered:
    """A manager, what may be done about it, who did so, and its figures as Prometheus reads them."""

    manager: WebSocketManager
    config: OperationConfig
    actions: AdminActions
    audit: AuditLog
    metrics: CollectorRegistry
