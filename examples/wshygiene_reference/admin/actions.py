"""What an administrator may do, whether through the API or the dashboard. Everything done here is in the audit log."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar

from wshygiene_reference.close_codes import CloseCode

if TYPE_CHECKING:
    from wshygiene_reference.admin.audit import AuditLog
    from wshygiene_reference.server import WebSocketManager
    from wshygiene_reference.signals import GracefulShutdown
    from wshygiene_reference.sweeper import SweepReport

Result = TypeVar("Result")


class AdminActions:
    """Actions on ``manager``, each under the name of who asked for it."""

    def __init__(self, manager: WebSocketManager, audit: AuditLog, shutdown: GracefulShutdown | None) -> None:
        self._manager = manager
        self._audit = audit
        self._shutdown = shutdown

    @property
    def can_restart(self) -> bool:
        """Whether there is somebody who restarts the manager after it has shut down."""
        return self._shutdown is not None

    def broadcast(self, actor: str, data: Any) -> int:
        """Send ``data`` to everybody; how many took it."""
        count = self._manager.broadcast(data)
        self._audit.note(actor, "broadcast", f"sent to {count}")
        return count

    async def disconnect(self, actor: str, connection_id: str, reason: str = "disconnected by admin") -> bool:
        """Close one connection; False when there is none with this id."""
        work = self._manager.disconnect(connection_id, CloseCode.NORMAL, reason)
        found = await self._audited(actor, "disconnect", work, connection=connection_id)
        self._audit.note(actor, "disconnect", "closed" if found else "not found", connection=connection_id)
        return found

    async def cleanup(self, actor: str, session: str | None = None) -> SweepReport:
        """Clean up now; with a ``session``, close its connections first."""
        report = await self._audited(actor, "cleanup", self._manager.cleanup(session), session=session)
        self._audit.note(actor, "cleanup", str(report), session=session)
        return report

    def restart(self, actor: str) -> None:
        """Have the manager drain and start again. Raises RuntimeError when nobody would start it."""
        if self._shutdown is None:
            raise RuntimeError("nobody restarts this manager")
        self._audit.note(actor, "restart", "asked")
        self._shutdown.ask_restart()

    async def _audited(self, actor: str, action: str, work: Awaitable[Result], **details: Any) -> Result:
        """Do the work; one that does not come to its end is in the log as well."""
        try:
            return await work
        except BaseException as error:
            self._audit.note(actor, action, f"failed: {type(error).__name__}", **details)
            raise
