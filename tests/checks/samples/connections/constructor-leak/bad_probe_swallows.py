# The probe closes its socket when the port is open, and forgets it when it is not.
import socket


def is_listening(port):
    try:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # expect: WSH404
        sock.connect(("127.0.0.1", port))
        sock.close()
        return True
    except OSError:
        return False
