# The entry is taken out before the function raises, in a `finally` around that, or by whoever else ends the call.
import threading


class RpcClient:
    def __init__(self, link):
        self.link = link
        self._waiting = {}
        self._asked = {}

    def call(self, number, text):
        ready = threading.Event()
        self._waiting[number] = ready
        self.link.send(text)
        if not ready.wait(5):
            del self._waiting[number]
            raise TimeoutError(number)
        del self._waiting[number]

    def call_again(self, number, text):
        ready = threading.Event()
        self._waiting[number] = ready
        try:
            self.link.send(text)
            if not ready.wait(5):
                raise TimeoutError(number)
        finally:
            del self._waiting[number]

    def call_first(self, number, text):
        if number in self._waiting:
            raise ValueError(number)
        ready = threading.Event()
        self._waiting[number] = ready
        ready.wait()
        del self._waiting[number]

    def ask(self, number, text):
        ready = threading.Event()
        self._asked[number] = ready
        if not self.link.send(text):
            raise ConnectionError(number)
        ready.wait()
        self._asked.pop(number, None)

    def on_message(self, message):
        self._waiting[message["number"]].set()

    def on_gone(self, message):
        self._asked.pop(message["number"], None)
