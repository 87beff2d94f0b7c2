"""How many connections the operating system lets a process have: each of them is an open file."""

from __future__ import annotations

from contextlib import suppress

#: Files for everything else: modules, logs, the admin API, other nodes, connections that are just being refused.
OTHERS = 128


def allow(connections: int) -> int | None:
    """Raise this process's limit of open files so that it suffices; the limit where it may not be raised that far.

    Without enough, the event loop complains a thousand times a second, and serves nobody new.
    """
    try:
        import resource
    except ImportError:  # Windows counts otherwise
        return None
    needed, (soft, hard) = connections + OTHERS, resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft in range(needed):
        with suppress(ValueError, OSError):  # macOS has another limit below the hard one
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard) if hard >= 0 else needed, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if soft in range(needed) else None
