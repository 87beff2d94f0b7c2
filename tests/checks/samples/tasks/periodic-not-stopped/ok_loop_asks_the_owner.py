# Fine: the loop looks at its owner, whose end it sees.
import threading


class Reader(threading.Thread):
    def __init__(self, client):
        super().__init__()
        self._client = client
        self.paused = False

    def run(self):
        while self._client.running and not self.paused:
            print(self._client.read())

    def stop(self):
        self.paused = True


class Client:
    def __init__(self, port):
        self.running = True
        self._port = port
        self._reader = Reader(self)
        self._reader.start()

    def read(self):
        return self._port.read()

    def close(self):
        self.running = False
