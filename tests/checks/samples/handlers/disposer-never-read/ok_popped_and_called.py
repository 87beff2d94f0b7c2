# Fine: each disposer is called as it is taken out, or handed to what calls it.
from contextlib import ExitStack


class Bus:
    def __init__(self):
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


class Screen:
    def __init__(self, bus: Bus, socket):
        self._bus = bus
        self._socket = socket
        self._disposers = []
        self._others = []
        self._named = {}

    def open(self):
        self._disposers.append(self._bus.listen(self._show))
        self._others.append(self._bus.listen(self._print))
        self._named["log"] = self._bus.listen(self._log)

    def _show(self, text):
        self._socket.send(text)

    def _print(self, text):
        print(self._socket, text)

    def _log(self, text):
        print(self, text)

    def close(self):
        while self._disposers:
            self._disposers.pop()()
        with ExitStack() as stack:
            for each in self._others:
                stack.callback(each)
            self._others.clear()
        for name in list(self._named):
            remove = self._named.pop(name)
            remove()
        self._socket.close()
