# A program's main function: the process ends with it.
import socket


def main():
    channel = socket.create_connection(("127.0.0.1", 9000))
    channel.sendall(b"hello")
    print(channel.recv(100))
