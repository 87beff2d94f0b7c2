# leak: server | test_a_port_is_found | A listening socket was collected but never closed | now       127.0.0.1:
"""A listening socket that is only asked for its port, and dropped."""

import socket


def free_port():
    listening = socket.create_server(("127.0.0.1", 0))  # <- born
    return listening.getsockname()[1]


def test_a_port_is_found():
    assert free_port()
