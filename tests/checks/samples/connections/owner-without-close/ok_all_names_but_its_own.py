# The module defines `socket` itself: it makes no socket of the system.
from socket import *


def socket(family, kind):
    return {"family": family, "kind": kind}


class Door:
    def __init__(self):
        self._door = socket(AF_INET, SOCK_STREAM)

    def family(self):
        return self._door["family"]

    def cleanup(self):
        self._port = 0
