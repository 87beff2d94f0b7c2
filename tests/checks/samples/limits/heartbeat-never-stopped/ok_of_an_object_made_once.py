# Unknown: the heartbeat is one of the client and not of a connection, and nobody can tell whether the client ever ends.
import threading
import time


class Client:
    def __init__(self, dial):
        self.dial = dial
        self.ws = None
        self.beat = threading.Thread(target=self.ping, daemon=True)  # expect: WSH501 info

    def run(self):
        while True:
            self.ws = self.dial()
            if not self.beat.is_alive():
                self.beat.start()
            for message in self.ws:
                print(message)

    def ping(self):
        while True:
            try:
                self.ws.send("ping")
            except OSError:
                print("gone")
            time.sleep(30)
