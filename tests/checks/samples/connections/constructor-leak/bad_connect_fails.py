# The peer refuses: the error goes up, and nobody has the socket that was opened for it.
import socket


def dial(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)  # expect: WSH404 medium
    sock.settimeout(5)
    sock.connect(path)
    return sock
