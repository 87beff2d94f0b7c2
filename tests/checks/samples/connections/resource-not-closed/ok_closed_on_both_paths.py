# The early return closes it first.
import socket


def send(host, payload):
    channel = socket.create_connection((host, 9000))
    if not payload:
        channel.close()
        return False
    channel.sendall(payload)
    channel.close()
    return True
