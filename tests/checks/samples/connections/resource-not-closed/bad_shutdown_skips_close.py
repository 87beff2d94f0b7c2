# The peer that closed first makes `shutdown()` fail, and the handler steps over the `close()` behind it.
import socket


def notify(host, text):
    sock = socket.create_connection((host, 7000))
    try:
        sock.sendall(text)
        sock.shutdown(socket.SHUT_WR)  # expect: WSH401 medium
        sock.close()
    except OSError:
        pass
