# The peer is closed when it was served, by the thread that serves it, or by the pool that keeps it.
import socket
import threading


class Greeter:
    def __init__(self, port, pool):
        self._listening = socket.create_server(("", port))
        self._pool = pool

    def greet(self):
        peer, address = self._listening.accept()
        try:
            self._serve(peer)
        finally:
            peer.close()

    def _serve(self, peer):
        peer.sendall(b"hello")

    def greet_and_go(self):
        peer, address = self._listening.accept()
        with peer:
            peer.sendall(b"hello")

    def greet_aside(self):
        peer, address = self._listening.accept()
        threading.Thread(target=self._serve_and_close, args=(peer,), daemon=True).start()

    def _serve_and_close(self, peer):
        peer.sendall(b"hello")
        peer.close()

    def hand_on(self):
        peer, address = self._listening.accept()
        self._pool.take(peer)

    def one(self):
        return self._listening.accept()

    def close(self):
        self._listening.close()
