"""Who is connected: the only place that holds connections; by session and by user it holds their ids."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_reference.connection import Connection
from wshygiene_reference.identity import Identity


class ConnectionRegistry:
    """Connections by id, and the ids of each session and user."""

    def __init__(self) -> None:
        self._connections: dict[str, Connection] = {}
        self._sessions: dict[str, set[str]] = {}
        self._users: dict[str, set[str]] = {}

    def add(self, connection: Connection) -> None:
        """Take a connection in."""
        self._connections[connection.id] = connection

    def index(self, connection: Connection, identity: Identity) -> None:
        """Find a connection by its session and user from now on."""
        self._sessions.setdefault(identity.session, set()).add(connection.id)
        self._users.setdefault(identity.user, set()).add(connection.id)

    def remove(self, connection: Connection) -> None:
        """Let go of a connection. Removing one that is not there does nothing."""
        self._connections.pop(connection.id, None)

    def unindex_user(self, connection: Connection) -> None:
        """Take a connection out of its user's."""
        if connection.identity is not None:
            _discard(self._users, connection.identity.user, connection.id)

    def unindex_session(self, connection: Connection) -> None:
        """Take a connection out of its session's."""
        if connection.identity is not None:
            _discard(self._sessions, connection.identity.session, connection.id)

    def get(self, connection_id: str) -> Connection | None:
        """The connection with this id, None when it has gone."""
        return self._connections.get(connection_id)

    def by_session(self, session: str) -> list[Connection]:
        """The connections of a session."""
        return [self._connections[each] for each in self._sessions.get(session, ()) if each in self._connections]

    def by_user(self, user: str) -> list[Connection]:
        """The connections of a user."""
        return [self._connections[each] for each in self._users.get(user, ()) if each in self._connections]

    def ids(self) -> list[str]:
        """The ids of all connections, as they are now."""
        return list(self._connections)

    def orphans(self) -> set[str]:
        """Ids in an index whose connection has gone. There should never be one."""
        indexed = {each for index in (self._sessions, self._users) for ids in index.values() for each in ids}
        return indexed - self._connections.keys()

    def drop_orphans(self, orphans: set[str]) -> None:
        """Take ids out of all indexes."""
        for index in (self._sessions, self._users):
            for key in [key for key, ids in index.items() if ids & orphans]:
                index[key] -= orphans
                if not index[key]:
                    del index[key]

    @property
    def sessions(self) -> int:
        """How many sessions have a connection."""
        return len(self._sessions)

    @property
    def users(self) -> int:
        """How many users have a connection."""
        return len(self._users)

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._connections.values()))

    def __len__(self) -> int:
        return len(self._connections)

    def __contains__(self, connection_id: str) -> bool:
        return connection_id in self._connections


def _discard(index: dict[str, set[str]], key: str, connection_id: str) -> None:
    ids = index.get(key)
    if ids is not None:
        ids.discard(connection_id)
        if not ids:
            del index[key]
