"""The dashboard: what goes on in a manager, live in a browser. It mounts in any Starlette application."""

from __future__ import annotations

from wshygiene_reference.dashboard.app import Dashboard, create_dashboard_app

__all__ = ["Dashboard", "create_dashboard_app"]
