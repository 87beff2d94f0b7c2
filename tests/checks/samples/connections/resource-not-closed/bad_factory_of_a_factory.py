# The socket comes through two functions of the project: the first closes it where it cannot connect, else it is new.
import socket


def dial(host):
    sock = socket.socket()
    try:
        sock.connect((host, 7000))
    except OSError:
        sock.close()
        raise
    return sock


class Probe:
    def __init__(self, host):
        self.host = host

    def _open(self):
        sock = dial(self.host)
        return sock

    def ping(self):
        sock = self._open()  # expect: WSH401
        sock.sendall(b"ping")
        print(sock.recv(4))
