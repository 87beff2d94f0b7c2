"""The parts beside a manager, started in order and stopped in the opposite one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from wshygiene_reference.admin.access import AccessTokens
from wshygiene_reference.admin.actions import AdminActions
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.admin.parts import Administered
from wshygiene_reference.admin.serving import AdminServer
from wshygiene_reference.dashboard import Dashboard, create_dashboard_app
from wshygiene_reference.nodes import Node
from wshygiene_reference.operation.auto_restart import restart_for
from wshygiene_reference.operation.beside_metrics import BesideCollector
from wshygiene_reference.operation.config import OperationConfig
from wshygiene_reference.operation.history import history_for
from wshygiene_reference.operation.memory_watch import watch_for
from wshygiene_reference.operation.metrics import create_registry
from wshygiene_reference.operation.node_metrics import NodeCollector
from wshygiene_reference.operation.others import node_for

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from wshygiene_reference.operation.webhook import AlertWebhook
    from wshygiene_reference.server import WebSocketManager
    from wshygiene_reference.signals import GracefulShutdown


class Operation:
    """Owns what runs beside ``manager`` according to ``config``; ``shutdown`` is whom a restart is asked of.

    It is entered after the manager has been, and left after the manager has shut down, so that the admin API can tell
    of the drain and the last figures are kept:

        async with manager, Operation(manager, config, shutdown):
            await manager.start()
            ...
            await manager.shutdown()
    """

    def __init__(
        self,
        manager: WebSocketManager,
        config: OperationConfig | None = None,
        shutdown: GracefulShutdown | None = None,
    ) -> None:
        self.manager = manager
        self.config = config or OperationConfig()
        self.audit = AuditLog(self.config.audit_size)
        self.actions = AdminActions(manager, self.audit, shutdown)
        #: Figures and alerts of the last weeks; None when no file keeps them.
        self.history = history_for(manager, self.config)
        #: What memory is predicted to do, where it is asked for; what posts alerts; what restarts the process.
        self.watch = watch_for(manager, self.config)
        self.webhook = self._webhook()
        if self.webhook is not None and shutdown is not None:
            shutdown.on_hurry(self.webhook.hurry)
        self.restarts = restart_for(manager, self.config, shutdown, self.watch)
        #: This manager among others; None when it is alone.
        self.node: Node | None = None
        #: What Prometheus is told. A part with figures of its own registers a collector here.
        self.metrics = create_registry(manager, self.audit)
        self.metrics.register(BesideCollector(self.history, self.webhook, self.watch))
        #: Applications that are served beside the admin API, by path; each asks for the token in a way of its own.
        self.mounts: dict[str, ASGIApp] = {}
        #: The admin API, while it is open.
        self.admin: AdminServer | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for part in self._parts():
                await stack.enter_async_context(part)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    def _parts(self) -> Iterator[AbstractAsyncContextManager[Any]]:
        """The parts that are switched on, in the order of their start. Each is made just before it is entered."""
        for part in (self.history, self.webhook, self.watch, self.restarts):
            if part is not None:
                yield part
        self.node = node_for(self.manager, self.config)
        if self.node is not None:
            self.metrics.register(NodeCollector(self.node))
            yield self.node
        if self.config.admin_port is not None:
            tokens = AccessTokens(self.config)
            if "/dashboard" not in self.mounts:
                yield self._dashboard(tokens)
            parts = Administered(self.manager, self.config, self.actions, self.audit, self.metrics)
            self.admin = AdminServer(parts, tokens, self.mounts)
            yield self.admin

    def _webhook(self) -> AlertWebhook | None:
        if self.config.webhook_url is None:
            return None
        from wshygiene_reference.operation.webhook import webhook_for  # httpx is loaded only for those who name one

        return webhook_for(self.manager, self.config)

    def _dashboard(self, tokens: AccessTokens) -> AbstractAsyncContextManager[Any]:
        """Mount the dashboard; what is returned looks after its end."""
        app = create_dashboard_app(
            self.manager,
            tokens.caller,
            actions=self.actions if self.config.admin_actions else None,
            settings=(self.config,),
            history=self.history,
            forecast=self.watch.told if self.watch is not None else None,
            audit=self.audit,
            interval=self.config.dashboard_interval,
        )
        self.mounts["/dashboard"] = app
        dashboard: Dashboard = app.state.dashboard
        return dashboard

    def announcement(self) -> Iterator[str]:
        """Lines that tell whoever starts the manager where things are. A token that was made is told only here."""
        if self.admin is not None:
            made = self.admin.tokens.made
            places = f"admin API on {self.admin.url}/, dashboard on {self.admin.url}/dashboard/"
            yield places + (f" (token for this run: {made})" if made else "")
