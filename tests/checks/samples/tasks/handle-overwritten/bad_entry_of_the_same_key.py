# The timer of a key is cancelled when its entry is dropped, and not when the next one takes its place: it drops that.
import asyncio


class Shelf:
    def __init__(self):
        self._values = {}
        self._expiry = {}

    def put(self, key, value, lifetime):
        self._values[key] = value
        loop = asyncio.get_running_loop()
        self._expiry[key] = loop.call_later(lifetime, self._expire, key)  # expect: WSH206 medium

    def _expire(self, key):
        self._values.pop(key, None)
        self._expiry.pop(key, None)

    def drop(self, key):
        self._values.pop(key, None)
        timer = self._expiry.pop(key, None)
        if timer is not None:
            timer.cancel()

    def close(self):
        for timer in self._expiry.values():
            timer.cancel()
        self._expiry.clear()


class Typing:
    def __init__(self, tell):
        self._tell = tell
        self._timers = {}

    def on_typing(self, user):
        self._tell(user, True)
        loop = asyncio.get_running_loop()
        self._timers[user] = loop.call_later(5, self._stopped, user)  # expect: WSH206 medium

    def _stopped(self, user):
        del self._timers[user]
        self._tell(user, False)

    def on_message(self, user):
        if user in self._timers:
            self._timers.pop(user).cancel()

    def close(self):
        for timer in self._timers.values():
            timer.cancel()
