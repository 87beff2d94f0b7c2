# Each key comes once, or the timer that is there under it is cancelled first, be it by another method.
import asyncio


class Calls:
    def __init__(self):
        self._waiting = {}
        self._limits = {}

    def on_request(self, request_id, answer):
        self._waiting[request_id] = answer
        self._limits[request_id] = asyncio.get_running_loop().call_later(10, self._late, request_id)

    def _late(self, request_id):
        self._limits.pop(request_id, None)
        self._waiting.pop(request_id).cancel()

    def on_response(self, request_id, value):
        self._limits.pop(request_id).cancel()
        self._waiting.pop(request_id).set_result(value)

    def close(self):
        for limit in self._limits.values():
            limit.cancel()


class Shelf:
    def __init__(self):
        self._values = {}
        self._expiry = {}

    def put(self, key, value, lifetime):
        self.drop(key)
        self._values[key] = value
        self._expiry[key] = asyncio.get_running_loop().call_later(lifetime, self.drop, key)

    def drop(self, key):
        self._values.pop(key, None)
        timer = self._expiry.pop(key, None)
        if timer is not None:
            timer.cancel()

    def close(self):
        for timer in self._expiry.values():
            timer.cancel()
        self._expiry.clear()


class Guests:
    def __init__(self, welcome):
        self._welcome = welcome
        self._limits = {}

    def on_user_joined(self, user):
        self._limits[user] = asyncio.get_running_loop().call_later(60, self._welcome, user)

    def on_user_left(self, user):
        self._limits.pop(user).cancel()

    def close(self):
        for limit in self._limits.values():
            limit.cancel()


class Typing:
    def __init__(self, tell):
        self._tell = tell
        self._timers = {}

    def on_typing(self, user):
        if user in self._timers:
            self._timers[user].cancel()
        else:
            self._tell(user, True)
        self._timers[user] = asyncio.get_running_loop().call_later(5, self._stopped, user)

    def _stopped(self, user):
        del self._timers[user]
        self._tell(user, False)

    def on_message(self, user):
        if user in self._timers:
            self._timers.pop(user).cancel()

    def close(self):
        for timer in self._timers.values():
            timer.cancel()
