# Fine: a new thread gets the number of one that has ended, and its entry.
import threading

from app.storage import open_table


class StorageService:
    def __init__(self, path):
        self._path = path
        self._connections = {}

    def on_message(self, message):
        number = threading.get_ident()
        if number not in self._connections:
            self._connections[number] = open_table(self._path)
        self._connections[number].insert(message)
