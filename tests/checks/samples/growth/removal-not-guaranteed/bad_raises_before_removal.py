# A call that nobody answers in time raises, and its entry stays: only the answer takes it out.
import threading


class RpcClient:
    def __init__(self, link):
        self.link = link
        self._waiting = {}

    def call(self, number, text):
        ready = threading.Event()
        self._waiting[number] = ready  # expect: WSH303 medium
        self.link.send(text)
        if not ready.wait(5):
            raise TimeoutError(number)
        del self._waiting[number]

    def on_message(self, message):
        self._waiting[message["number"]].set()
