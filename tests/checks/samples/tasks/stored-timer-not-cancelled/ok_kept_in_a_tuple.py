# Fine: the handle is taken out of the tuple that keeps it, and removed.
from tornado.ioloop import IOLoop


class Fetcher:
    def __init__(self, resolver):
        self.io_loop = IOLoop.current()
        self.resolver = resolver
        self.waiting = {}

    def fetch(self, key, request):
        timeout = self.io_loop.add_timeout(20, self._on_timeout)
        self.waiting[key] = (request, timeout)

    def started(self, key):
        request, timeout = self.waiting.pop(key)
        self.io_loop.remove_timeout(timeout)
        return request

    def _on_timeout(self):
        print("late")

    def close(self):
        self.resolver.close()
