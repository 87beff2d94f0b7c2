"""What one may do, each with the question that comes before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from wshygiene_reference.dashboard.wording import name, number, span

if TYPE_CHECKING:
    from wshygiene_reference.admin.access import Caller
    from wshygiene_reference.admin.actions import AdminActions
    from wshygiene_reference.connection import Connection
    from wshygiene_reference.identity import Identity
    from wshygiene_reference.server import WebSocketManager


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` asks, ``consequence`` says what will happen, ``fields`` are sent when the answer is ``verb``."""

    text: str
    consequence: str
    verb: str
    fields: Mapping[str, str]


class Acting:
    """Asks before, acts, and says afterwards what came of it. Without ``actions`` it refuses."""

    def __init__(self, manager: WebSocketManager, actions: AdminActions | None) -> None:
        self._manager = manager
        self._actions = actions

    def refusal(self, caller: Caller) -> str | None:
        """Why nothing may be done; None when it may."""
        if self._actions is None:
            return "This dashboard is read-only; the setting admin_actions lets it act"
        return None if caller.may_act else "This token may only look"

    @property
    def can_restart(self) -> bool:
        """Whether a restart may be asked for."""
        return self._actions is not None and self._actions.can_restart

    def question(self, caller: Caller, fields: Mapping[str, str]) -> Question:
        """What to ask before an action. Raises ``HTTPException`` for one that cannot be done."""
        match self._allowed(caller, fields):
            case "disconnect":
                return self._before_disconnect(fields.get("id", ""))
            case "restart":
                return self._before_restart()
            case _:
                return self._before_cleanup(fields.get("id"))

    async def act(self, caller: Caller, fields: Mapping[str, str]) -> str:
        """Do it; what came of it. Raises ``HTTPException`` for an action that cannot be done."""
        action, actions = self._allowed(caller, fields), self._actions
        assert actions is not None
        if action == "disconnect":
            found = await actions.disconnect(caller.name, fields.get("id", ""))
            return "Disconnected." if found else "The connection was gone already."
        if action == "restart":
            actions.restart(caller.name)
            return "The server drains, and comes back if it is supervised."
        identity = self._identity(fields.get("id"))
        report = await actions.cleanup(caller.name, identity.session if identity else None)
        return f"Cleaned up: {number(report.leaked)} found that should have been gone."

    def _allowed(self, caller: Caller, fields: Mapping[str, str]) -> str:
        """The action that is asked for."""
        action = fields.get("action", "")
        if action not in ("cleanup", "disconnect", "restart"):
            raise HTTPException(400, "there is no such action; there are cleanup, disconnect and restart")
        if refusal := self.refusal(caller):
            raise HTTPException(403, refusal)
        if action == "restart" and not self.can_restart:
            raise HTTPException(409, "nobody would start this server again")
        return action

    def _connection(self, connection_id: str) -> Connection:
        connection = self._manager.registry.get(connection_id)
        if connection is None:
            raise HTTPException(404, "this connection has gone")
        return connection

    def _identity(self, connection_id: str | None) -> Identity | None:
        """Whose session is to be cleaned up, told by one of its connections: that is safe to write into an address."""
        return None if connection_id is None else self._connection(connection_id).identity

    def _before_disconnect(self, connection_id: str) -> Question:
        connection = self._connection(connection_id)
        who = name(connection.identity.user) if connection.identity else "somebody unknown"
        age = span(self._manager.now() - connection.opened_at)
        return Question(
            f"Disconnect {who}?",
            f"The connection is {age} old. It is closed with 1000, upon which a well-behaved client stays away.",
            "Disconnect",
            {"action": "disconnect", "id": connection_id},
        )

    def _before_restart(self) -> Question:
        count = number(len(self._manager.registry))
        grace = span(self._manager.config.shutdown_grace)
        return Question(
            "Restart the server?",
            f"All {count} connections are closed with 1012 within {grace}; clients come back after a short wait. "
            "You will have to log in again.",
            "Restart",
            {"action": "restart"},
        )

    def _before_cleanup(self, connection_id: str | None) -> Question:
        identity = self._identity(connection_id)
        if identity is None or connection_id is None:
            text = "Everything that no connection owns any more is removed. Nobody is disconnected."
            return Question("Clean up now?", text, "Clean up", {"action": "cleanup"})
        count = len(self._manager.registry.by_session(identity.session))
        return Question(
            f"Clean up session {name(identity.session)}?",
            f"Its {number(count)} connections are closed, and what no connection owns any more is removed.",
            "Clean up",
            {"action": "cleanup", "id": connection_id},
        )
