# Fine: the condition of the loop is where it waits.
import threading

import websocket


class Feed(threading.Thread):
    def __init__(self, url):
        super().__init__(daemon=True)
        self._url = url
        self._stopping = threading.Event()

    def run(self):
        while not self._stopping.wait(5):
            try:
                feed = websocket.create_connection(self._url, timeout=10)
            except OSError:
                continue
            try:
                print(feed.recv())
            finally:
                feed.close()

    def stop(self):
        self._stopping.set()
