# The handler closes what cannot be used; what can be used is returned.
import socket


def dial(host):
    sock = socket.create_connection((host, 80))
    try:
        sock.sendall(b"hello")
    except OSError:
        sock.close()
        raise
    return sock
