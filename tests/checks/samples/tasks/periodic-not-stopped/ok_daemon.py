# Fine: a daemon thread of the application ends with the process.
import threading


class Poller:
    def __init__(self, source):
        self._source = source

    def start(self):
        thread = threading.Thread(target=self._poll)
        thread.daemon = True
        thread.start()

    def close(self):
        print("closed")

    def _poll(self):
        while True:
            print(self._source.read())
