"""Who is in which room."""

from collections.abc import Set

from chat.session import Session

MEMBERS: dict[str, set[Session]] = {}


def join(session: Session, room: str) -> None:
    """Put somebody into a room; a room exists as soon as somebody is in it."""
    MEMBERS.setdefault(room, set()).add(session)
    session.rooms.add(room)


def leave(session: Session, room: str) -> None:
    """Take somebody out of a room; a room ceases to exist when nobody is in it."""
    session.rooms.discard(room)
    everyone = MEMBERS.get(room, set())
    everyone.discard(session)
    if not everyone:
        MEMBERS.pop(room, None)


def leave_all(session: Session) -> None:
    """Take somebody out of every room they are in."""
    for room in tuple(session.rooms):
        leave(session, room)


def members(room: str) -> Set[Session]:
    """Everyone in a room."""
    return MEMBERS.get(room, frozenset())
