# The time limit ends the loop, and the socket stays open.
import socket


def discover(group):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # expect: WSH401
    sock.settimeout(1.0)
    sock.sendto(b"who is there", group)
    found = []
    while True:
        try:
            found.append(sock.recvfrom(1024))
        except TimeoutError:
            return found
