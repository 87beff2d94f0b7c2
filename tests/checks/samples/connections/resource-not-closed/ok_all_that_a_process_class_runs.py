# The process of its own ends when `run` does, and with it the socket.
import multiprocessing
import socket


class Sender(multiprocessing.Process):
    def __init__(self, address):
        super().__init__()
        self._address = address

    def run(self):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for number in range(100):
            sock.sendto(b"%d" % number, self._address)
