"""Why a connection ended: the close codes of the manager, and which of them a client must not answer by coming back.

1000 to 1015 are those of RFC 6455, section 7.4; 4000 to 4999 are free for applications. The last two digits of ours
follow the status codes of HTTP where there is one for the reason.
"""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """A close code, and whether a client that gets it gives up."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    ABNORMAL = 1006
    INVALID_DATA = 1007
    TOO_BIG = 1009
    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    BAD_MESSAGE = 4400
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    IDLE = 4408
    LIFETIME = 4410
    TOO_SLOW = 4413
    TOO_FAST = 4429

    @property
    def terminal(self) -> bool:
        """True when trying again cannot help: the same client would be sent away for the same reason."""
        return self in _TERMINAL


#: Codes of connections that broke, on either side, and did not just end.
ERRORS = frozenset(
    {
        CloseCode.PROTOCOL_ERROR,
        CloseCode.ABNORMAL,
        CloseCode.INVALID_DATA,
        CloseCode.TOO_BIG,
        CloseCode.INTERNAL_ERROR,
    }
)
_TERMINAL = frozenset(
    {
        CloseCode.NORMAL,
        CloseCode.BAD_MESSAGE,
        CloseCode.UNAUTHENTICATED,
        CloseCode.FORBIDDEN,
    }
)


def is_terminal(code: int | None) -> bool:
    """Whether a client gives up after ``code``; None stands for a connection that broke without a close frame."""
    return code in _TERMINAL
