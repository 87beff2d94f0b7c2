# The handler closes the socket, and success leaves it open.
import socket


def fetch(host):
    sock = socket.create_connection((host, 80))  # expect: WSH401
    try:
        sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        head = sock.recv(100)
    except OSError:
        sock.close()
        raise
    return head.decode()
