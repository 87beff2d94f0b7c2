# Fine: the client stops its reader, or somebody whom it is given to may; what has no end lasts as long as the program.
import threading


class Reader(threading.Thread):
    def __init__(self, port):
        super().__init__(daemon=True)
        self._port = port
        self._over = threading.Event()

    def run(self):
        while not self._over.wait(1):
            print(self._port.read())

    def stop(self):
        self._over.set()


class Client:
    def __init__(self, port):
        self._reader = Reader(port)
        self._reader.start()

    def close(self):
        for each in (self._reader,):
            each.stop()


class Lends:
    def __init__(self, port, threads):
        self._reader = Reader(port)
        self._reader.start()
        threads.append(self._reader)

    def close(self):
        print("closed")


class Lasts:
    def __init__(self, port):
        self._reader = Reader(port)
        self._reader.start()

    def state(self):
        return self._reader.is_alive()
