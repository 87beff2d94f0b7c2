# The handler goes on, and what follows closes the socket on both ways.
import socket


def is_listening(port):
    open_ = True
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.connect(("127.0.0.1", port))
    except OSError:
        open_ = False
    sock.close()
    return open_
