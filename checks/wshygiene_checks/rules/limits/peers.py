"""Loops over connections that are kept somewhere, and what they send to."""

from __future__ import annotations

_PEERS = ("client", "connection", "conn", "socket", "ws", "peer", "subscriber", "member", "session", "listener", "user")
_SOCKETS = frozenset({"", "[]", "ws", "websocket", "socket", "connection"})  # what an element has that is sent through


def is_peer(receiver: str, element: str) -> bool:
    """Whether a method is called on what the loop iterates over, or on the socket that this has."""
    return receiver.startswith(element) and receiver.removeprefix(element).lstrip("._") in _SOCKETS


def is_named_for_peers(path: str) -> bool:
    """Whether the name of a container says that it holds connections."""
    name = path.removesuffix("[]").rpartition(".")[2].lower()
    return any(word in name.split("_") or f"{word}s" in path.lower() for word in _PEERS)
