# The timer thread is started and forgotten: it pings a connection that exit() has closed.
import threading


class Stream:
    def __init__(self, socket):
        self._socket = socket

    def subscribe(self):
        timer = threading.Timer(20, self._ping)  # expect: WSH209
        timer.start()

    def exit(self):
        self._socket.close()

    def _ping(self):
        self._socket.send("ping")
