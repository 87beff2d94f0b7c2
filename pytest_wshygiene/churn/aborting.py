"""Ways in which a peer goes: reset, without a closing handshake (1006), half-closed; and cancellation."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pytest_wshygiene.churn.stepping import HANDLER
from pytest_wshygiene.probes.loops import known_loops
from pytest_wshygiene.probes.sockets import is_listening

if TYPE_CHECKING:
    from pytest_wshygiene.judging.inspector import Inspector

RESET, ABORT, HALF_CLOSE, CANCEL = "reset", "abort", "half-close", "cancel"
#: In the order in which a storm uses them.
WAYS = (RESET, ABORT, HALF_CLOSE, CANCEL)
#: What a report says of each.
MEANING = {
    RESET: "reset (RST)",
    ABORT: "abort (1006)",
    HALF_CLOSE: "half-close (FIN)",
    CANCEL: "cancellation",
}
_NO_LINGER = struct.pack("ii", 1, 0)  # close() then resets the connection, see socket(7)


def cut(way: str, side: str, before: set[int], inspector: Inspector | None) -> None:
    """End, in this ``way``, the far ends of the connections that were made since ``before`` was taken.

    The far end of a scenario is the server's where that is in this process, else the scenario's own socket; the far
    end of a handler is the client's.
    """
    made = [(loop, transport) for loop, transport in streams() if id(transport) not in before]
    served = _listening_ports(inspector)
    accepted = [each for each in made if _port(each[1]) in served]
    wanted = [each for each in made if each not in accepted] if side == HANDLER else accepted
    for loop, transport in wanted or made:
        if loop.is_running() and loop is not asyncio.get_running_loop():
            loop.call_soon_threadsafe(_end, transport, way)
        else:
            _end(transport, way)


def streams() -> Iterator[tuple[Any, Any]]:
    """(loop, transport) of every connection over TCP that a loop of asyncio's own has open."""
    for loop in known_loops():
        for transport in list(getattr(loop, "_transports", {}).values()):
            if not transport.is_closing() and _port(transport):
                yield loop, transport


def _end(transport: Any, way: str) -> None:
    if transport.is_closing():
        return
    sock = transport.get_extra_info("socket")
    with suppress(OSError):  # gone by itself meanwhile
        if way == HALF_CLOSE:
            sock.shutdown(socket.SHUT_WR)
            return
        if way == RESET:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


def _listening_ports(inspector: Inspector | None) -> set[int]:
    open_now: Iterable[Any] = inspector.open_now() if inspector is not None else ()
    found: list[Any] = []
    for suspect in open_now:
        if suspect.record.kind == "server":
            found += getattr(suspect.resource, "sockets", None) or ()
        elif isinstance(suspect.resource, socket.socket) and is_listening(suspect.resource):
            found.append(suspect.resource)
    return {port for sock in found if (port := _local_port(sock))}


def _port(transport: Any) -> int:
    """The local port of a transport's connection; 0 for what is none over TCP."""
    sock = transport.get_extra_info("socket")
    return _local_port(sock) if transport.get_extra_info("peername") else 0


def _local_port(sock: Any) -> int:
    try:
        name = sock.getsockname()
    except (OSError, AttributeError):
        return 0
    return int(name[1]) if isinstance(name, tuple) else 0
