# The probe only wants to know whether anybody listens; nothing holds the socket that says so.
import socket


def is_listening(host, port):
    try:
        socket.create_connection((host, port), 0.2)  # expect: WSH401 medium
    except OSError:
        return False
    return True
