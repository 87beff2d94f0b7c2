# Whoever made the watcher gave it the event that ends its thread.
import threading


class Watcher:
    def __init__(self, cameras, stopping):
        self._cameras = cameras
        self._stopping = stopping
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self):
        while not self._stopping.wait(1):
            self._cameras.look()

    def close(self):
        self._cameras.disconnect()
