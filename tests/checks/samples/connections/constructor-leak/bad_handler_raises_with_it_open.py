# The handler turns the error into another one, and forgets the socket; the close at the end is not reached.
import socket


def greet(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)  # expect: WSH404 medium
    try:
        sock.connect(path)
    except OSError as error:
        raise LookupError(path) from error
    sock.sendall(b"hello")
    sock.close()
