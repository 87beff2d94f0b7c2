"""python-engineio's server pings from a thread that sleeps on when its connection is closed: nobody can end that."""

import engineio
import engineio.socket


def test_closed():
    server = engineio.Server(async_mode="threading", ping_interval=25)
    sock = engineio.socket.Socket(server, "s1")
    sock.connected = True
    sock.schedule_ping()
    sock.close(wait=False)
    assert sock.closed
