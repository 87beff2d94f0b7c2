"""What runs beside a manager in production: admin API, metrics, history, alerts that leave the process, restarts."""

from __future__ import annotations

from wshygiene_reference.operation.config import OperationConfig
from wshygiene_reference.operation.operation import Operation

__all__ = ["Operation", "OperationConfig"]
