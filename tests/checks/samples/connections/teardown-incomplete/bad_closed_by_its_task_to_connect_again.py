# The task closes the line to open the next one; when the object is stopped, nobody closes the last.
import socket
import threading


class Link:
    def __init__(self, address):
        self._address = address
        self._control = socket.create_connection(address)
        self._line = socket.create_connection(address)  # expect: WSH403 medium
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self.is_broken = False
        self._watching.start()

    def _watch(self):
        while True:
            if self.is_broken is None:
                break
            if self.is_broken:
                self._dial_again()

    def _dial_again(self):
        self._line.close()
        self._line = socket.create_connection(self._address)  # expect: WSH403 medium
        self.is_broken = False

    def stop(self):
        self.is_broken = None
        self._control.close()
