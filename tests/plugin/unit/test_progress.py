"""Who waits for a peer to read, and who only passes through."""

from __future__ import annotations

import socket
from contextlib import suppress

from pytest_wshygiene.probes.progress import has_room


def test_there_is_room_until_the_peer_stops_reading() -> None:
    near, far = socket.socketpair()
    with near, far:
        near.setblocking(False)
        far.setblocking(False)
        assert has_room(near)
        with suppress(BlockingIOError):
            while True:
                near.send(bytes(65536))
        assert not has_room(near)
        with suppress(BlockingIOError):
            while far.recv(65536):
                pass
        assert has_room(near)


def test_nobody_knows_of_what_is_closed_or_no_socket() -> None:
    closed = socket.socket()
    closed.close()
    assert not has_room(closed)
    assert not has_room(None)
    assert not has_room(Hostile())


class Hostile:
    """Somebody's own socket."""

    def fileno(self) -> int:
        raise RuntimeError("not now")
