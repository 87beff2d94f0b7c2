# Each address that refuses leaves its socket open: the handler goes on to the next one.
import socket


def dial(addresses):
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)  # expect: WSH404
        try:
            sock.connect(address)
        except OSError:
            continue
        return sock
    return None
