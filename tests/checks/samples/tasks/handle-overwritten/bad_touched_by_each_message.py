# The watch belongs to the consumer, which touches it with each message.
import asyncio


class IdleWatch:
    def __init__(self, gone):
        self._gone = gone
        self._handle = None

    def touch(self):
        self._handle = asyncio.get_running_loop().call_later(60, self._gone)  # expect: WSH206 medium

    def stop(self):
        if self._handle is not None:
            self._handle.cancel()


class Consumer:
    def __init__(self, ws):
        self._ws = ws
        self._watch = IdleWatch(self._leave)

    def on_message(self, message):
        self._watch.touch()
        print(message)

    def _leave(self):
        print("gone")

    def close(self):
        self._watch.stop()
