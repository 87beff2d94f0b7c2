"""How far a connection has come: its opening and closing handshake, and what waits to be sent to a peer.

Every library keeps this under names of its own; what is not there is not told.
"""

from __future__ import annotations

from types import FrameType
from typing import Any

from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.real import REAL

#: Functions that wait until a peer has read enough, by name: asyncio's, and those that libraries have copied from it.
_DRAINS = frozenset({"drain", "_drain", "_drain_helper"})
#: Functions of synchronous libraries that call ``socket.sendall``, which has no frame of its own.
_SENDS = frozenset({"send", "sendall", "send_data", "_send", "send_frame"})


def progress(connection: Any, state: str, unread: int) -> list[str]:
    """What there is to say beyond the name of the state; ``unread`` are the bytes that wait for the peer."""
    if state == "CONNECTING" or getattr(connection, "handshake_complete", True) is False:
        return ["handshake unfinished"]
    told = [] if state in ("OPEN", "CONNECTED") else [_closing(connection)]
    return [*filter(None, told), *stalled(unread)]


def stalled(size: int) -> list[str]:
    """That the peer has stopped reading, where bytes for it are left after all that waiting."""
    return [f"write-stalled, {size} bytes buffered"] if size else []


def buffered(transport: Any, connection: Any = None) -> int:
    """Bytes that the program has written and the kernel has not taken yet; 0 where that cannot be known."""
    read = getattr(transport, "get_write_buffer_size", None)
    if read is not None:
        try:
            return int(read())
        except Exception:  # a transport that is closed, or somebody's own
            return 0
    return _length(getattr(getattr(connection, "stream", None), "_write_buffer", None))  # tornado's


def blocked_in(frames: list[FrameType]) -> str:
    """``send() -> drain()``: the library's functions in which a task waits for a peer to read; "" for none."""
    codes = [frame.f_code for frame in frames]
    last = max((at for at, code in enumerate(codes) if is_first_party(code.co_filename)), default=-1)
    inner = codes[last + 1 :]
    at = next((at for at, code in enumerate(inner) if code.co_name in _DRAINS), None)
    if at is None:
        return ""
    names = [inner[0].co_name, inner[at].co_name]
    return " -> ".join(f"{name}()" for name in dict.fromkeys(names))


def sending_in(frames: list[FrameType]) -> str:
    """``send()``: the library's function in which a thread waits for a peer to read; "" for none."""
    code = frames[-1].f_code if frames else None
    if code is None or is_first_party(code.co_filename) or code.co_name not in _SENDS:
        return ""
    return f"{code.co_name}()"


def has_room(sock: Any) -> bool:
    """True where the kernel would take more at once: whoever is sending there is passing through, and waits for nobody.

    False where that cannot be known.
    """
    try:
        return bool(REAL.select([], [sock], [], 0)[1])
    except Exception:  # closed, none at all, somebody's own, or with a number that ``select`` cannot take
        return False


def _closing(connection: Any) -> str:
    """How the closing handshake goes: which close frames have been seen."""
    protocol = getattr(connection, "protocol", connection)
    sent, received = getattr(protocol, "close_sent", None), getattr(protocol, "close_rcvd", None)
    if sent and received:
        return f"closed with {_code(received)}, but the peer does not hang up"
    if sent:
        return f"we have sent {_code(sent)}, and the peer does not answer"
    if received:
        return f"the peer has sent {_code(received)}, and we have not answered"
    code = getattr(connection, "_close_code", None) or getattr(connection, "close_code", None)
    return f"after {code}" if isinstance(code, int) else "after 1006" if hasattr(protocol, "close_rcvd") else ""


def _code(frame: Any) -> str:
    code = getattr(frame, "code", None)
    return str(int(code)) if code is not None else "a close frame"


def _length(content: Any) -> int:
    try:
        return len(content)
    except TypeError:
        return 0
