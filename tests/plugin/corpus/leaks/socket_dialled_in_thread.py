# leak: socket | test_prefetch
"""A library's method is the thread's whole work: the user's only line is the one that starts it."""

import http.client
import socket
import threading

LINES = {}


def test_prefetch():
    with socket.create_server(("127.0.0.1", 0)) as server:
        LINES["a"] = http.client.HTTPConnection(*server.getsockname())
        thread = threading.Thread(target=LINES["a"].connect)
        thread.start()  # <- born
        thread.join()
