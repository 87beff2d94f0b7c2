# Fine: the thread ends when it has started the next one, and none of them keeps the process from ending.
import threading
import time


class Serial:
    def __init__(self, port):
        self._port = port
        self._detached = False

    def detach(self):
        self._detached = True
        self._port.close()

    def configure(self):
        thread = threading.Thread(target=self._read)
        thread.daemon = True
        thread.start()

    def _read(self):
        while self._port.is_open:
            print(self._port.read())
        if not self._detached:
            time.sleep(5)
            self.configure()
