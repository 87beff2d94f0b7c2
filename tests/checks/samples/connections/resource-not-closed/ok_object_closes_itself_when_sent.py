# Fine: `send()` does all of its work in `with self`, which closes the socket.
import socket


class PushSocket:
    def __init__(self, address):
        self.address = address
        self.socket = socket.socket()

    def __enter__(self):
        self.socket.connect(self.address)
        return self.socket

    def __exit__(self, *exception):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, messages):
        with self as connected:
            for message in messages:
                connected.sendall(message)


def push(address, messages):
    pusher = PushSocket(address)
    pusher.send(messages)
