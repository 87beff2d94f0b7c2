# The signal of the application keeps weak references: a listener that is gone leaves by itself.
import weakref


def weakly(handler):
    return weakref.WeakMethod(handler) if hasattr(handler, "__self__") else weakref.ref(handler)


class Signal:
    def __init__(self) -> None:
        self._handlers: list = []

    def connect(self, handler) -> None:
        self._handlers.append(weakly(handler))

    def disconnect(self, handler) -> None:
        self._handlers = [each for each in self._handlers if each() != handler]

    def send(self, value) -> None:
        self._handlers = [each for each in self._handlers if each() is not None]
        for each in self._handlers:
            each()(value)


class Options:
    def __init__(self) -> None:
        self.changed = Signal()


class View:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._options.changed.connect(self._changed)

    def _changed(self, name: str) -> None:
        print(name)

    def close(self) -> None:
        print("closed")
