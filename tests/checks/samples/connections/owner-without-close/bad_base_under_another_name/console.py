# The base comes from the package's front door, and is the project's own: it closes nothing for the console.
import socket

from bad_base_under_another_name.api import Driver


class Console(Driver):
    def __init__(self, path):
        self.path = path

    def turn_on(self):
        self.socket = socket.socket(socket.AF_UNIX)  # expect: WSH402 medium
        self.socket.connect(self.path)

    def on_deactivate(self):
        self.path = None
