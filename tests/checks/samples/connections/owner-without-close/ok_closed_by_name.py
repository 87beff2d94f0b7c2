# The names of what has to be closed stand in a list.
import httpx


class Clients:
    _owned = ("_http", "_files")

    def __init__(self):
        self._http = httpx.Client()
        self._files = httpx.Client()

    def close(self):
        for name in self._owned:
            getattr(self, name).close()
