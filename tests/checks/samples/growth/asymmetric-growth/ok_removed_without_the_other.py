# Fine: what is left beside is removed whether or not the other entry is there, or right before it, or is put back.
import asyncio


class Replies:
    """The timer's own end removes it, though the reply has come before."""

    def __init__(self):
        self._waiting = {}
        self._timers = {}

    def ask(self, number, loop):
        self._waiting[number] = loop.create_future()
        self._timers[number] = loop.call_later(10, self.expire, number)
        return self._waiting[number]

    def expire(self, number):
        self._timers.pop(number, None)
        if number in self._waiting:
            self._waiting.pop(number).cancel()

    def answer(self, number, value):
        self._waiting.pop(number).set_result(value)

    def close(self):
        for number in list(self._timers):
            self._timers.pop(number).cancel()


class Store:
    """Reading a value makes it the newest, and a helper removes what belongs to it before it goes."""

    def __init__(self):
        self._values = {}
        self._expiring = {}

    def put(self, name, value, lifetime):
        self.drop(name)
        self._values[name] = value
        self._expiring[name] = asyncio.get_running_loop().call_later(lifetime, self.drop, name)

    def drop(self, name):
        if name in self._values:
            self._expiring.pop(name).cancel()
            del self._values[name]

    def get(self, name):
        value = self._values.pop(name)
        self._values[name] = value
        return value

    def unlock(self, name):
        self._stop(name)
        del self._values[name]

    def _stop(self, name):
        if name in self._values:
            self._expiring.pop(name).cancel()

    def close(self):
        for name in list(self._values):
            self.drop(name)
