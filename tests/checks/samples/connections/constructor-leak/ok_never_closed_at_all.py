# One finding: nobody closes the socket on any way out, of which the failing one is one.
import socket


def own_address(host):
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # expect: WSH401
    try:
        probe.connect((host, 9))
        return probe.getsockname()[0]
    except OSError:
        return None
