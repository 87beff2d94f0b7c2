# leak: server | test_mirror | listening | thread | `server_socketserver_serving.MIRRORS[0].shutdown()`, then
# leak: server | test_idle | listening | `server_socketserver_serving.MIRRORS[1].server_close()`, or | born: idle
"""`socketserver` that goes on serving in a daemon thread, and one that never served: its `shutdown()` would hang."""

import socketserver
import threading

MIRRORS = []


def test_mirror():
    server = socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler)  # <- born
    MIRRORS.append(server)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def test_idle():
    MIRRORS.append(socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler))  # <- idle
