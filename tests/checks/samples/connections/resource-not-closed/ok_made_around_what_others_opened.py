# Fine: what these objects are made around is closed by whoever has opened it.
import socket


class Line:
    def __init__(self, sock):
        self.sock = sock

    def send(self, data):
        self.sock.sendall(data)

    def close(self):
        self.sock.close()


def tell(host, news):
    sock = socket.create_connection((host, 7000))
    line = Line(sock)
    try:
        line.send(news)
    finally:
        sock.close()


def tell_all(host, news):
    with socket.create_connection((host, 7000)) as sock:
        line = Line(sock)
        for each in news:
            line.send(each)


def answer(sock, text):
    line = Line(sock)
    line.send(text)


class Hall:
    def __init__(self, host):
        self.sock = socket.create_connection((host, 7000))

    def tell(self, news):
        line = Line(self.sock)
        line.send(news)

    def close(self):
        self.sock.close()
