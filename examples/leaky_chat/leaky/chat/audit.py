"""The audit trail: one file per connection, with everything that was done on it."""

import logging
from pathlib import Path

from chat.session import Session

AUDIT = logging.getLogger("chat.audit")
AUDIT.setLevel(logging.INFO)


def start_audit(directory: Path, session: Session) -> None:
    """Write what `session` does to a file of its own from now on."""
    handler = logging.FileHandler(directory / f"{session.name}-{session.id}.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    handler.addFilter(lambda record: getattr(record, "session", None) == session.id)
    AUDIT.addHandler(handler)


def audit(session: Session, what: str) -> None:
    """Put one line on record."""
    AUDIT.info("%s %s", session.name, what, extra={"session": session.id})
