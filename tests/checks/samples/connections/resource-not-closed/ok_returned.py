# The caller gets it, and closes it.
import socket


def open_probe(port):
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    probe.bind(("127.0.0.1", port))
    return probe


def is_open(port):
    probe = open_probe(port)
    probe.close()
    return True
