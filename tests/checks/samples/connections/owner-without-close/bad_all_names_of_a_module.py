# `socket` can only be from the module of that name: the door is opened, and nothing closes it.
from socket import *


class Door:
    def __init__(self, port):
        door = socket(AF_INET, SOCK_STREAM)  # expect: WSH402 medium
        door.bind(("", port))
        door.listen(5)
        self._door = door

    def take(self):
        guest, _ = self._door.accept()
        return guest

    def cleanup(self):
        self._port = 0
