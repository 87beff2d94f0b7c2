# What expires is taken out only with the value that it is about, which one method removes alone.
import asyncio


class Store:
    def __init__(self):
        self._values = {}
        self._expiring = {}

    async def put(self, name, value, lifetime=None):
        self._values[name] = value
        if lifetime:
            loop = asyncio.get_running_loop()
            self.forget_expiry(name)
            self._expiring[name] = loop.call_later(lifetime, self.drop, name)

    def forget_expiry(self, name):
        if name in self._values and name in self._expiring:
            self._expiring.pop(name).cancel()

    def drop(self, name):
        if self._values.pop(name, None) is None:
            return False
        timer = self._expiring.pop(name, None)
        if timer:
            timer.cancel()
        return True

    def unlock(self, name, token):
        if self._values.get(name) == token:
            del self._values[name]  # expect: WSH301 medium

    def close(self):
        self._values.clear()
        for timer in self._expiring.values():
            timer.cancel()
        self._expiring.clear()
