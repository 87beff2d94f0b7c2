# Each message arms one more timer: all but the last fire, and the peer that has just spoken is dropped.
import threading


class Watchdog:
    def __init__(self, patience, bite):
        self._patience = patience
        self._bite = bite
        self._timer = None

    def kick(self):
        self._timer = threading.Timer(self._patience, self._bite)  # expect: WSH206 medium
        self._timer.start()

    def cancel(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Link:
    def __init__(self, ws):
        self._ws = ws
        self._dog = Watchdog(30, ws.close)

    def run(self):
        self._dog.kick()
        try:
            for message in self._ws:
                self._dog.kick()
                print(message)
        finally:
            self._dog.cancel()
