# Fine: the session holds a function that refers to the widget weakly.
import weakref


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
        weak = weakref.WeakMethod(self._drop)

        def drop():
            if method := weak():
                method()

        self._session.on_close(drop)

    def _drop(self):
        self.value = None

    def dispose(self):
        self.value = None
