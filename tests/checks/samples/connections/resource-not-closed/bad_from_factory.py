# The project's own function opens the socket and gives it to its caller, who forgets it.
import socket


def open_probe():
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    probe.settimeout(2)
    return probe


def is_free(port):
    probe = open_probe()  # expect: WSH401
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
