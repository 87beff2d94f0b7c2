"""Where a server is: looked at when a client is made, since nobody hears a task that fails later."""

from __future__ import annotations

from ssl import SSLContext

from websockets.exceptions import InvalidURI
from websockets.uri import parse_uri


def checked(uri: str, ssl: SSLContext | None) -> str:
    """The address of a server, as it is. Raises ValueError for what is none, and for TLS where it asks for none."""
    try:
        is_secure = parse_uri(uri).secure
    except InvalidURI as error:
        raise ValueError(_complaint(uri, error.msg)) from None
    except (ValueError, TypeError, AttributeError) as error:  # a port that is none; no text at all
        raise ValueError(_complaint(uri, str(error))) from None
    if ssl is not None and not is_secure:
        raise ValueError(_complaint(uri, "with `ssl` it has to begin with wss://"))
    return uri


def _complaint(uri: object, why: str) -> str:
    return f"uri = {uri!r} cannot be connected to: {why}. It looks like wss://example.org/path."
