# Leaks: the session has no way to take a function back, and keeps each widget that was ever mounted.
class Session:
    def __init__(self):
        self._at_end = []

    def on_close(self, function):
        self._at_end.append(function)

    def close(self):
        for function in self._at_end:
            function()


class Widget:
    def __init__(self, session: Session):
        self._session = session

    def mount(self):
        self._session.on_close(self._drop)  # expect: WSH101 medium

    def _drop(self):
        self.value = None

    def dispose(self):
        self.value = None
