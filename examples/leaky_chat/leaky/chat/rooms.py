"""Who is in which room."""

from collections import defaultdict
from collections.abc import Set

from chat.session import Session

MEMBERS: defaultdict[str, set[Session]] = defaultdict(set)


def join(session: Session, room: str) -> None:
    """Put somebody into a room; a room exists as soon as somebody is in it."""
    MEMBERS[room].add(session)


def leave(session: Session, room: str) -> None:
    """Take somebody out of a room."""
    MEMBERS[room].discard(session)


def members(room: str) -> Set[Session]:
    """Everyone in a room."""
    return MEMBERS[room]
