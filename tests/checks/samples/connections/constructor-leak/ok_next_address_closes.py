# The socket that was refused is closed before the next address is tried.
import socket


def dial(addresses):
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.connect(address)
        except OSError:
            sock.close()
            continue
        return sock
    return None
