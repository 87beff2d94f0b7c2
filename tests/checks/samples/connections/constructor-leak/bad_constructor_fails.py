# Nobody gets the object when wrapping its socket fails; the steps behind that are thought of.
import socket


class Link:
    def __init__(self, address, context):
        self._socket = socket.create_connection(address)  # expect: WSH404
        self._socket = context.wrap_socket(self._socket)
        try:
            self._socket.sendall(b"hello")
            self.banner = self._socket.recv(80)
        except OSError:
            self._socket.close()
            raise

    def close(self):
        self._socket.close()


class Probe:
    def __init__(self, address):
        probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # expect: WSH404 medium
        self._probe = probe
        self._dial(address)

    def _dial(self, address):
        self._probe.settimeout(3)
        self._probe.connect(address)

    def close(self):
        self._probe.close()
