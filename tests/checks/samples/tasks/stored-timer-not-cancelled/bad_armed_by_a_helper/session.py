# A function of another module arms the timer; the end of the session leaves it armed.
from . import timing


class Session:
    def __init__(self, loop, link):
        self._loop = loop
        self._link = link
        self._cancel = None

    def start(self):
        self._cancel = timing.later(self._loop, 30, self._refresh)  # expect: WSH209

    def close(self):
        self._link.close()

    def _refresh(self):
        self._link.ask()
