# Only an error ends the loop, and the handler closes the socket then.
import socket


def show(host):
    sock = socket.create_connection((host, 80))
    try:
        while True:
            print(sock.recv(100))
    except OSError:
        sock.close()
